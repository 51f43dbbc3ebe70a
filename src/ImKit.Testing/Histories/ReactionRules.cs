namespace ImKit.Testing.Histories;

/// <summary>What has to hold of reactions.</summary>
internal static class ReactionRules
{
    /// <summary>Of the logs themselves: who has reacted does not react in the same way again before they have taken it back, and nobody reacts to what was recalled.</summary>
    public static void CheckLogs(HistoryWorld world, List<Finding> findings)
    {
        foreach (var (conversation, log) in world.Logs)
        {
            var changes = world.ChangesOf(conversation);
            foreach (var reactions in log.Entries.Where(IsReaction).GroupBy(static entry => (entry.Target, entry.Sender, entry.Hash)))
                CheckTurns(conversation, log, [.. reactions.OrderBy(static entry => entry.Seq)], findings);
            foreach (var late in log.Entries.Where(entry => IsReaction(entry) && changes.RecallOf(entry.Target) is { } recall && recall.Seq < entry.Seq))
                findings.Add(new(FindingKind.Misreacted, "", conversation, $"place {late.Target} was recalled at {changes.RecallOf(late.Target)!.Seq}, and {late.Sender} reacted at {late.Seq}"));
        }
    }

    /// <summary>What a device pulled: counted as the log had it at some time, and not at one before what the device had seen.</summary>
    public static void CheckPulled(HistoryWorld world, DeviceView device, List<Finding> findings)
    {
        foreach (var (entry, furthest) in device.Pulled.Where(static pulled => ChangeRules.MayChange(pulled.Entry) && pulled.Entry.Reactions is not null))
        {
            // Only who has seen everything can say what it was.
            if (IsWhole(world, entry) && !world.ReactionsOf(entry.Conversation!).WasSince(entry, device.User, furthest))
                findings.Add(new(FindingKind.Misreacted, device.Device, entry.Conversation!, $"place {entry.Seq} came with {Text(entry)}, which it was at no time since {furthest}"));
        }
    }

    /// <summary>A full read at the end counts what the log says.</summary>
    public static void CheckFound(HistoryWorld world, DeviceView device, HistoryEvent entry, List<Finding> findings)
    {
        if (ChangeRules.MayChange(entry) && IsWhole(world, entry) && !world.ReactionsOf(entry.Conversation!).IsNow(entry, device.User))
            findings.Add(new(FindingKind.Misreacted, device.Device, entry.Conversation!, $"a full read brings place {entry.Seq} with {Text(entry)}, and its log says otherwise"));
    }

    private static void CheckTurns(string conversation, ShownLog log, HistoryEvent[] turns, List<Finding> findings)
    {
        for (var i = 0; i < turns.Length; i++)
        {
            var before = i == 0 ? turns[i].Target : turns[i - 1].Seq;
            var expected = i == 0 || turns[i - 1].EntryKind == HistoryChecker.ReactionRemoved ? HistoryChecker.ReactionAdded : HistoryChecker.ReactionRemoved;
            if (turns[i].EntryKind != expected && log.IsWhole(before, turns[i].Seq))
                findings.Add(new(FindingKind.Misreacted, "", conversation, $"{turns[i].Sender} {(expected == HistoryChecker.ReactionAdded ? "took back at" : "gave again at")} {turns[i].Seq} what they said of place {turns[i].Target}; before it stands {before}"));
        }
    }

    private static bool IsReaction(HistoryEvent entry) => entry.EntryKind is HistoryChecker.ReactionAdded or HistoryChecker.ReactionRemoved;

    private static bool IsWhole(HistoryWorld world, HistoryEvent entry) => world.LogOf(entry.Conversation!) is { } log && log.IsWhole(entry.Seq, log.Last);

    private static string Text(HistoryEvent entry) =>
        entry.Reactions is { } told ? string.Join(", ", told.Select(static one => $"{one.Hash} {one.Count} times{(one.Mine ? ", once by the reader" : "")}")) : "no reaction";
}
