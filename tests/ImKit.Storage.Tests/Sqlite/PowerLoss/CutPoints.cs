namespace ImKit.Storage.Tests.Sqlite.PowerLoss;

/// <summary>Chooses moments at which the power goes: the number of events that have happened by then.</summary>
internal static class CutPoints
{
    public static SortedSet<int> Choose(IReadOnlyList<DiskEvent> events, Random random)
    {
        var acknowledged = Indices(events, static happened => happened is DiskEvent.Acknowledged);
        var synced = Indices(events, static happened => happened is DiskEvent.Synced);
        var cuts = new SortedSet<int>();
        for (var i = 0; i < acknowledged.Count; i += Math.Max(1, acknowledged.Count / 24))
            cuts.Add(acknowledged[i] + 1);
        for (var i = 0; i < 20; i++)
        {
            cuts.Add(random.Next(events.Count));
            // A sync has begun and not ended: nothing that it should cover is safe yet.
            cuts.Add(synced[random.Next(synced.Count)]);
        }

        // While the file is made, and while it is closed.
        for (var i = 0; i < 8; i++)
            cuts.Add(random.Next(acknowledged[0]));
        for (var i = acknowledged[^1] + 1; i <= events.Count; i += Math.Max(1, (events.Count - acknowledged[^1]) / 8))
            cuts.Add(i);
        cuts.Add(events.Count);
        foreach (var (from, to) in Checkpoints(events))
        {
            cuts.Add(to);
            for (var i = 0; i < 5; i++)
                cuts.Add(random.Next(from, to));
        }

        return cuts;
    }

    /// <summary>From the first page that is moved from the log into the file to the end of the file's sync.</summary>
    public static List<(int From, int To)> Checkpoints(IReadOnlyList<DiskEvent> events)
    {
        var found = new List<(int, int)>();
        var from = -1;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is DiskEvent.Written { Name: "im.db" } && from < 0)
            {
                from = i;
            }
            else if (events[i] is DiskEvent.Synced { Name: "im.db" } && from >= 0)
            {
                found.Add((from + 1, i));
                from = -1;
            }
        }

        // The first one writes the empty file, before there is a log.
        return [.. found.Skip(1)];
    }

    private static List<int> Indices(IReadOnlyList<DiskEvent> events, Func<DiskEvent, bool> chosen) =>
        [.. Enumerable.Range(0, events.Count).Where(i => chosen(events[i]))];
}
