namespace ImKit.Testing.Histories;

/// <summary>What has to hold of edited and recalled messages.</summary>
internal static class ChangeRules
{
    /// <summary>Of the logs themselves: an edit is a compare-and-set, and nothing follows a recall.</summary>
    public static void CheckLogs(HistoryWorld world, List<Finding> findings)
    {
        foreach (var (conversation, log) in world.Logs)
        {
            var changes = world.ChangesOf(conversation);
            foreach (var (target, edits) in changes.Edits)
            {
                for (var i = 1; i < edits.Count; i++)
                {
                    if (edits[i].Version <= edits[i - 1].Version)
                        findings.Add(new(FindingKind.Misedited, "", conversation, $"place {target} was edited to version {edits[i - 1].Version} at {edits[i - 1].Seq} and to {edits[i].Version} at {edits[i].Seq}"));
                }

                if (changes.RecallOf(target) is { } recall && edits[^1].Seq > recall.Seq)
                    findings.Add(new(FindingKind.Misedited, "", conversation, $"place {target} was recalled at {recall.Seq} and edited at {edits[^1].Seq}"));
            }

            foreach (var again in log.Entries.Where(entry => entry.EntryKind == HistoryChecker.Recalled && changes.RecallOf(entry.Target)!.Seq != entry.Seq))
                findings.Add(new(FindingKind.Duplicated, "", conversation, $"place {again.Target} was recalled at {changes.RecallOf(again.Target)!.Seq} and at {again.Seq}"));
        }
    }

    /// <summary>Of a device that has come to its end: every change in the log has reached its target there.</summary>
    public static void CheckShown(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        foreach (var (conversation, shown) in device.Shown)
        {
            if (world.MembersOf(conversation).PresentFrom(device.User) is null)
                continue;
            var own = new LogChanges(shown.Entries);
            var all = world.ChangesOf(conversation);
            // What is hidden is not shown, whatever it says; and who has removed an edit or a recall may not have got it.
            var floor = device.Final.GetValueOrDefault(conversation)?.Floor ?? 0;
            var removed = world.OwnOf(device.User, conversation).Asked;
            var changed = removed.Select(seq => world.LogOf(conversation)?.Find(seq)?.Target ?? 0).ToHashSet();
            foreach (var message in shown.Entries.Where(message => MayChange(message) && message.Seq > floor && !removed.Contains(message.Seq) && !changed.Contains(message.Seq)))
                CheckContent(all, own.ApplyTo(message), device, conversation, "it shows", findings);
        }
    }

    /// <summary>One message as it stands at the end, on a device or in a full read.</summary>
    public static void CheckContent(LogChanges changes, HistoryEvent message, DeviceView device, string conversation, string where, List<Finding> findings)
    {
        if (changes.RecallOf(message.Seq) is { } recall)
        {
            if (!message.Recalled || message.Hash is not null)
                findings.Add(new(FindingKind.Unrecalled, device.Device, conversation, $"{where} what place {message.Seq} said, which was recalled at {recall.Seq}"));
        }
        else if (message.Recalled)
        {
            findings.Add(new(FindingKind.Phantom, device.Device, conversation, $"{where} place {message.Seq} as recalled, and nobody recalled it"));
        }
        else if (changes.LastEditOf(message.Seq) is { } edit ? message.Version != edit.Version || message.Hash != edit.Hash : message.Version > 0)
        {
            findings.Add(new(FindingKind.Misedited, device.Device, conversation, $"{where} place {message.Seq} in version {message.Version}, and its last edit made {changes.LastEditOf(message.Seq)?.Version ?? 0}"));
        }
    }

    /// <summary>Messages, those of the host's kinds too.</summary>
    public static bool MayChange(HistoryEvent entry) => entry.EntryKind is HistoryChecker.Message or >= HistoryChecker.FirstOfHost;
}
