namespace ImKit.Bench.Compare.Targets;

/// <summary>Memory, allocation and start.</summary>
internal static class CostTargets
{
    /// <summary>The array of a frame of 128 bytes of body: header of the frame and of the object.</summary>
    private const int FrameArray = 128 + 16 + 24;

    private static readonly (string Contestant, double Limit)[] Idle =
    [
        ("linux-epoll", 1.0), ("linux-uring", 1.0), ("linux-epoll-ws", 1.5), ("linux-uring-ws", 1.5), ("dotnetty", 6), ("aspnetcore", 14),
    ];

    public static IEnumerable<Target> For(IReadOnlyList<string> imKit, CompareSettings settings)
    {
        foreach (var (id, limit) in Idle)
            yield return new Target($"idle connection in one room: at most {limit:0.0} KB", id, Keys.IdleKilobytes, limit);
        var room = Keys.Allocated(Scenario.RoomId(settings.Members[0], settings.Windows[0]));
        foreach (var id in imKit)
            yield return new Target($"allocation per broadcast: at most 200 bytes beyond the frame's array of {FrameArray}", id, room, 200 + FrameArray);
        foreach (var id in imKit)
            yield return new Target("start to listening: under 300 ms", id, Keys.StartMilliseconds, 300);
    }
}
