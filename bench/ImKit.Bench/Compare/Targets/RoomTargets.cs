namespace ImKit.Bench.Compare.Targets;

/// <summary>Room broadcasts against the limit: unmerged to the server that sends once per member, merged to the one that merges.</summary>
internal static class RoomTargets
{
    private static readonly (string Contestant, double Limit)[] Limits =
    [
        ("linux-epoll", 1.15),
        ("linux-uring", 0.90),
        ("linux-epoll-ws", 1.15),
        ("linux-uring-ws", 1.15),
        ("dotnetty", 2.0),
        ("aspnetcore", 1.5),
    ];

    public static IEnumerable<Target> For(int members, IEnumerable<int> windows) =>
        from window in windows
        from limit in Limits
        select new Target($"room of {members}, {window} waiting: at most {limit.Limit:0.00} × C", limit.Contestant, Keys.Cpu(Scenario.RoomId(members, window)), limit.Limit)
        {
            Reference = window == 1 ? Contestant.LimitDirect : Contestant.LimitMerged,
        };
}
