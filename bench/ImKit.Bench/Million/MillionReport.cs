namespace ImKit.Bench.Million;

/// <summary>What a run has found.</summary>
internal sealed record MillionReport
{
    /// <summary>Logins a second, by the clock.</summary>
    public required double LoginsPerSecond { get; init; }

    /// <summary>CPU seconds of all logins, what the clients need for them included.</summary>
    public required double LoginCpu { get; init; }

    /// <summary>The process before the first connection (warmed up) and after the last.</summary>
    public required ProcessFigures Before { get; init; }

    public required ProcessFigures After { get; init; }

    public required long Offered { get; init; }

    public required long HandedOver { get; init; }

    /// <summary>CPU seconds of the broadcasts.</summary>
    public required double BroadcastCpu { get; init; }

    /// <summary>Bytes allocated during the broadcasts, by anybody.</summary>
    public required long BroadcastBytes { get; init; }

    /// <summary>Whether each member got the bytes of all broadcasts, no more and no fewer.</summary>
    public required bool EachGotAll { get; init; }

    /// <summary>Cores in use while nobody sends and all heartbeats are armed, and timers that fired meanwhile.</summary>
    public required double QuietCores { get; init; }

    public required long QuietFired { get; init; }

    /// <summary>Cores in use while everybody sends a heartbeat per interval.</summary>
    public required double BeatingCores { get; init; }

    public required long BeatingFired { get; init; }

    public required long Heartbeats { get; init; }

    public required int Live { get; init; }
}
