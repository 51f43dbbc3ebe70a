namespace ImKit.Testing.Histories;

/// <summary>What has to hold of every entry that a device shows.</summary>
internal static class ShownRules
{
    public static void Check(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        foreach (var entry in device.Applied)
        {
            var conversation = entry.Conversation!;
            if (world.MembersOf(conversation).May(device.User, entry.Seq) == false)
                findings.Add(new(FindingKind.Leaked, device.Device, conversation, $"{device.User} saw place {entry.Seq} without being a member there"));
            if (entry.EntryKind == HistoryChecker.Message && world.Records(entry.Sender ?? ""))
                CheckOrigin(world, device, entry, findings);
        }

        foreach (var (conversation, shown) in device.Shown)
        {
            foreach (var gap in shown.Gaps())
                findings.Add(new(FindingKind.GapNeverFilled, device.Device, conversation, $"place {gap} is missing between {shown.First} and {shown.Last}"));
        }
    }

    private static void CheckOrigin(HistoryWorld world, DeviceView device, HistoryEvent entry, List<Finding> findings)
    {
        var (sender, id) = (entry.Sender!, entry.ClientMsgId ?? "");
        var sent = world.SentBy(sender, id);
        if (sent.Count == 0)
            findings.Add(new(FindingKind.Phantom, device.Device, entry.Conversation!, $"place {entry.Seq} holds {sender}'s {id}, which {sender} never sent"));
        else if (entry.Version == 0 && !sent.Any(one => one.Hash == entry.Hash))
            findings.Add(new(FindingKind.Phantom, device.Device, entry.Conversation!, $"place {entry.Seq} holds {sender}'s {id} with another body than was sent"));
        else if (world.IsRefused(sender, id))
            findings.Add(new(FindingKind.AbortedButShown, device.Device, entry.Conversation!, $"place {entry.Seq} holds {sender}'s {id}, which was refused"));
    }
}
