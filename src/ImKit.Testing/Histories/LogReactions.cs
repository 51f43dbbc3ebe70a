namespace ImKit.Testing.Histories;

/// <summary>What the reactions in a log add up to, at every place.</summary>
internal sealed class LogReactions
{
    private readonly Dictionary<long, List<State>> _states = [];

    public LogReactions(IEnumerable<HistoryEvent> entries)
    {
        foreach (var entry in entries.OrderBy(static entry => entry.Seq))
        {
            if (entry.EntryKind is not (HistoryChecker.ReactionAdded or HistoryChecker.ReactionRemoved or HistoryChecker.Recalled))
                continue;
            if (!_states.TryGetValue(entry.Target, out var states))
                _states[entry.Target] = states = [new State(0, [])];
            var given = states[^1].Given;
            states.Add(new State(entry.Seq, entry.EntryKind switch
            {
                HistoryChecker.Recalled => [],
                HistoryChecker.ReactionAdded => [.. given, (entry.Sender ?? "", entry.Hash ?? "")],
                _ => [.. given.Where(one => one != (entry.Sender ?? "", entry.Hash ?? ""))],
            }));
        }
    }

    /// <summary>Whether a user is told what the log says of a message at its end.</summary>
    public bool IsNow(HistoryEvent entry, string user) => Says(entry, user, _states.GetValueOrDefault(entry.Seq)?[^1]);

    /// <summary>Whether a user is told what the log says of a message at some place that is not before one.</summary>
    public bool WasSince(HistoryEvent entry, string user, long since)
    {
        var states = _states.GetValueOrDefault(entry.Seq) ?? [];
        if (states.Count == 0)
            return Says(entry, user, null);
        for (var i = states.Count - 1; i >= 0; i--)
        {
            if (Says(entry, user, states[i]))
                return true;
            if (states[i].From <= since)
                return false;
        }

        return false;
    }

    private static bool Says(HistoryEvent entry, string user, State? state)
    {
        var told = entry.Reactions ?? [];
        var given = state?.Given ?? [];
        return told.Count == given.Select(static one => one.Hash).Distinct().Count()
            && told.All(one => one.Count == given.Count(each => each.Hash == one.Hash) && one.Mine == given.Contains((user, one.Hash)));
    }

    private sealed record State(long From, IReadOnlyCollection<(string User, string Hash)> Given);
}
