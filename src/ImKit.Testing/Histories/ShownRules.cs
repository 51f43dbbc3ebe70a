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
            CheckHidden(world, device, entry, findings);
            if (entry.EntryKind is HistoryChecker.Message or HistoryChecker.Edited or HistoryChecker.Recalled or HistoryChecker.ReactionAdded or HistoryChecker.ReactionRemoved && world.Records(entry.Sender ?? ""))
                CheckOrigin(world, device, entry, findings);
        }

        foreach (var (conversation, shown) in device.Shown)
        {
            foreach (var gap in shown.Gaps())
                findings.Add(new(FindingKind.GapNeverFilled, device.Device, conversation, $"place {gap} is missing between {shown.First} and {shown.Last}"));
        }
    }

    /// <summary>A placeholder stands for a change of an entry that the user may not see, or for what they may have removed, and for nothing else that is known.</summary>
    public static void CheckHidden(HistoryWorld world, DeviceView device, HistoryEvent entry, List<Finding> findings)
    {
        var conversation = entry.Conversation!;
        if (entry.EntryKind != HistoryChecker.Placeholder || world.LogOf(conversation)?.Find(entry.Seq) is not { EntryKind: not HistoryChecker.Placeholder } stands)
            return;
        var own = world.OwnOf(device.User, conversation);
        if (own.Asked.Contains(entry.Seq) || (stands.Target > 0 && stands.Target <= own.ClearedAtMost && stands.EntryKind != HistoryChecker.Message))
            return;
        if (stands.Target == 0 || stands.EntryKind == HistoryChecker.Message || world.MembersOf(conversation).MayBoth(device.User, stands.Target, entry.Seq))
            findings.Add(new(FindingKind.Hidden, device.Device, conversation, $"place {entry.Seq} is a placeholder for {device.User}, and holds {stands.Sender}'s {stands.ClientMsgId}"));
    }

    private static void CheckOrigin(HistoryWorld world, DeviceView device, HistoryEvent entry, List<Finding> findings)
    {
        var (sender, id) = (entry.Sender!, entry.ClientMsgId ?? "");
        var sent = world.SentBy(sender, id);
        if (sent.Count == 0)
            findings.Add(new(FindingKind.Phantom, device.Device, entry.Conversation!, $"place {entry.Seq} holds {sender}'s {id}, which {sender} never sent"));
        else if (!SaysWhatWasSent(world, entry, sent))
            findings.Add(new(FindingKind.Phantom, device.Device, entry.Conversation!, $"place {entry.Seq} holds {sender}'s {id} with another body than was sent"));
        else if (world.IsRefused(sender, id))
            findings.Add(new(FindingKind.AbortedButShown, device.Device, entry.Conversation!, $"place {entry.Seq} holds {sender}'s {id}, which was refused"));
    }

    private static bool SaysWhatWasSent(HistoryWorld world, HistoryEvent entry, IReadOnlyList<HistoryEvent> sent) => entry switch
    {
        { EntryKind: HistoryChecker.Recalled } => sent.Any(one => one.Kind == HistoryEventKind.Recall && one.Target == entry.Target),
        { EntryKind: HistoryChecker.Edited } => sent.Any(one => one.Kind == HistoryEventKind.Edit && one.Target == entry.Target && one.Version == entry.Version && (entry.Hash is null || one.Hash == entry.Hash)),
        { EntryKind: HistoryChecker.ReactionAdded or HistoryChecker.ReactionRemoved } =>
            sent.Any(one => one.Kind == HistoryEventKind.React && one.EntryKind == entry.EntryKind && one.Target == entry.Target && one.Hash == entry.Hash),
        { Recalled: true } => true,
        { Version: > 0 } => world.ChangesOf(entry.Conversation!).EditOf(entry.Seq, entry.Version) is not { Hash: { } said } || said == entry.Hash,
        _ => sent.Any(one => one.Kind == HistoryEventKind.Send && one.Hash == entry.Hash),
    };
}
