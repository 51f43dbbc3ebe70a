namespace ImKit.Bench.Million;

/// <summary>What a run has found.</summary>
internal sealed record MillionReport
{
    /// <summary>Channels by which <see cref="After"/> is more than <see cref="Before"/>.</summary>
    public required int Measured { get; init; }

    /// <summary>The process before these logins, warmed up, and after them.</summary>
    public required ProcessFigures Before { get; init; }

    public required ProcessFigures After { get; init; }

    /// <summary>How long their logins took, by the clock, and in CPU time, the clients' part included.</summary>
    public required double LoginSeconds { get; init; }

    public required double LoginCpu { get; init; }

    /// <summary>CPU seconds of one full collection that moves nothing: everything stands still meanwhile.</summary>
    public required double CollectionCpu { get; init; }

    public required BroadcastWork Broadcasts { get; init; }

    /// <summary>While everybody sends a heartbeat an interval, and how many these were.</summary>
    public required TimerWork Beating { get; init; }

    public required long Heartbeats { get; init; }

    /// <summary>While nobody sends anything and all deadlines are armed.</summary>
    public required TimerWork Quiet { get; init; }

    /// <summary>Connections that live at the end.</summary>
    public required int Live { get; init; }
}
