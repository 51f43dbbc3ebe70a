namespace ImKit.Testing.Histories;

/// <summary>What has to hold of what a device sent.</summary>
internal static class SentRules
{
    public static void Check(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        var acks = new Dictionary<(string Conversation, string Id), HistoryEvent>();
        foreach (var ack in device.Acks)
        {
            var (conversation, id) = (ack.Conversation!, ack.ClientMsgId!);
            if (acks.TryGetValue((conversation, id), out var earlier) && (earlier.Seq, earlier.Id) != (ack.Seq, ack.Id))
                findings.Add(new(FindingKind.InconsistentSeq, device.Device, conversation, $"message {id} was acknowledged at {earlier.Seq} and at {ack.Seq}"));
            acks.TryAdd((conversation, id), ack);
            CheckPlace(world, device, ack, findings);
        }

        CheckOrder(device, acks.Values, findings);
    }

    private static void CheckPlace(HistoryWorld world, DeviceView device, HistoryEvent ack, List<Finding> findings)
    {
        var conversation = ack.Conversation!;
        var stands = world.LogOf(conversation)?.Find(ack.Seq);
        if (stands is null)
        {
            // Only who has seen the end can miss it.
            if (world.Devices.Any(other => other.Ended && (other.User == device.User || world.MembersOf(conversation).May(other.User, ack.Seq) == true)))
                findings.Add(new(FindingKind.Lost, device.Device, conversation, $"message {ack.ClientMsgId} was acknowledged at {ack.Seq}, and nobody shows it"));
        }
        else if (stands.Id != ack.Id || stands.ClientMsgId != ack.ClientMsgId || stands.Sender != device.User)
        {
            findings.Add(new(FindingKind.InconsistentSeq, device.Device, conversation, $"message {ack.ClientMsgId} was acknowledged at {ack.Seq}, where {stands.Sender}'s {stands.ClientMsgId} stands"));
        }
    }

    /// <summary>A device sends the messages of one conversation one after the other: they are committed in that order. What it had not been told of when it went back to an older store may
    /// be committed whenever it is found in a store again, so it is compared within its own life only; what was never acknowledged is not compared.</summary>
    private static void CheckOrder(DeviceView device, IEnumerable<HistoryEvent> acks, List<Finding> findings)
    {
        foreach (var conversation in acks.GroupBy(static ack => ack.Conversation!))
        {
            var sent = conversation.Where(ack => device.SentAt.ContainsKey(ack.ClientMsgId!))
                .Select(ack => (Ack: ack, device.SentAt[ack.ClientMsgId!].Place, device.SentAt[ack.ClientMsgId!].Life, AckLife: device.AckedIn[ack.ClientMsgId!])).ToList();
            foreach (var life in sent.GroupBy(static message => message.Life))
            {
                var before = sent.Where(message => message.AckLife < life.Key).Select(static message => message.Ack).MaxBy(static ack => ack.Seq);
                foreach (var (ack, _, _, _) in life.OrderBy(static message => message.Place))
                {
                    if (before is not null && ack.Seq < before.Seq)
                        findings.Add(new(FindingKind.Reordered, device.Device, conversation.Key, $"message {ack.ClientMsgId} was sent after {before.ClientMsgId} and stands before it, at {ack.Seq} and {before.Seq}"));
                    before = ack;
                }
            }
        }
    }
}
