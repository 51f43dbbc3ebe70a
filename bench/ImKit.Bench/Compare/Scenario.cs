namespace ImKit.Bench.Compare;

/// <summary>One load that every server gets.</summary>
/// <param name="Title">The table's column.</param>
/// <param name="Mode">The generator's mode.</param>
/// <param name="Connections">Members.</param>
/// <param name="Window">Broadcasts or pushes outstanding.</param>
/// <param name="Depth">Echoes outstanding per connection.</param>
/// <param name="Reference">The contestant that ratios are to.</param>
internal sealed record Scenario(string Title, string Mode, int Connections, int Window, int Depth, string Reference)
{
    /// <summary>Those that are measured by CPU time per operation.</summary>
    public static readonly Scenario[] All =
    [
        new("room, 1 waiting", "fanout", 1000, 1, 1, Contestant.LimitDirect),
        new("room, 8 waiting", "fanout", 1000, 8, 1, Contestant.LimitMerged),
        new("echo, 1 in flight", "echo", 100, 1, 1, Contestant.LimitDirect),
        new("echo, 16 in flight", "echo", 100, 1, 16, Contestant.LimitDirect),
        new("push to one user", "push", 100, 16, 1, Contestant.LimitDirect),
    ];

    public static readonly Scenario Idle = new("idle", "idle", 5000, 1, 1, Contestant.LimitDirect);
}
