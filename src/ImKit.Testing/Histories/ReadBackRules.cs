namespace ImKit.Testing.Histories;

/// <summary>What has to hold of a full read at the end: it brings every place that the user may see, each as it is now.</summary>
internal static class ReadBackRules
{
    public static void Check(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        foreach (var (conversation, found) in device.Found)
        {
            if (world.LogOf(conversation) is not { } log || world.MembersOf(conversation).PresentFrom(device.User) is not { } from)
                continue;
            // Behind the floor that the device has come to; whether that is right is another rule's.
            for (var seq = Math.Max(from, (device.Final.GetValueOrDefault(conversation)?.Floor ?? 0) + 1); seq <= log.Last; seq++)
            {
                if (!found.ContainsKey(seq))
                    findings.Add(new(FindingKind.GapNeverFilled, device.Device, conversation, $"a full read leaves out place {seq}"));
            }

            foreach (var entry in found.Values)
                Check(world, device, conversation, log, entry, findings);
        }
    }

    private static void Check(HistoryWorld world, DeviceView device, string conversation, ShownLog log, HistoryEvent entry, List<Finding> findings)
    {
        var changes = world.ChangesOf(conversation);
        if (world.MembersOf(conversation).May(device.User, entry.Seq) == false)
            findings.Add(new(FindingKind.Leaked, device.Device, conversation, $"a full read brings {device.User} place {entry.Seq}, of a time without them"));
        if (log.Find(entry.Seq) is not { } stands)
            findings.Add(new(FindingKind.Stale, device.Device, conversation, $"a full read brings place {entry.Seq}, which nobody has applied"));
        else if (!HistoryWorld.Same(stands, entry))
            findings.Add(new(FindingKind.InconsistentSeq, device.Device, conversation, $"a full read brings {entry.Sender}'s {entry.ClientMsgId} at {entry.Seq}, where {stands.Sender}'s {stands.ClientMsgId} stands"));
        ShownRules.CheckHidden(world, device, entry, findings);
        ReactionRules.CheckFound(world, device, entry, findings);
        if (ChangeRules.MayChange(entry))
            ChangeRules.CheckContent(changes, entry, device, conversation, "a full read brings", findings);
        else if (entry is { EntryKind: HistoryChecker.Edited, Hash: not null } && changes.RecallOf(entry.Target) is { } recall)
            findings.Add(new(FindingKind.Unrecalled, device.Device, conversation, $"a full read brings what edit {entry.Seq} said, whose target {entry.Target} was recalled at {recall.Seq}"));
    }
}
