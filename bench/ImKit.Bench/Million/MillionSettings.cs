namespace ImKit.Bench.Million;

/// <summary>What the command line asks of a run in memory.</summary>
internal sealed record MillionSettings(int Connections, int Rooms, int Loops, int Broadcasts, int Body, double Heartbeat, double Seconds)
{
    /// <summary>Intervals without a heartbeat that cost a client its connection.</summary>
    public const int Misses = 3;

    /// <summary>Intervals in which everybody sends heartbeats, before the quiet time.</summary>
    public const int BeatingIntervals = 4;

    public static MillionSettings From(Arguments args)
    {
        var settings = new MillionSettings(
            Math.Max(1, args.Number("connections", 1_000_000)),
            Math.Max(1, args.Number("rooms", 1)),
            Math.Max(1, args.Number("loops", Environment.ProcessorCount)),
            Math.Max(1, args.Number("broadcasts", 100)),
            args.Number("body", 128),
            Math.Max(1, args.Real("heartbeat", 20)),
            args.Real("seconds", 20));
        args.RequireAllKnown();
        // A client may be silent for three intervals; one of them is its own, and one is left for a machine that is busy.
        return settings.Seconds <= settings.Heartbeat ? settings : throw new UsageException("--seconds may not be more than --heartbeat");
    }
}
