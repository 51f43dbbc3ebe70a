namespace ImKit.Bench.Million;

/// <summary>What the command line asks of a run in memory.</summary>
internal sealed record MillionSettings(int Connections, int Rooms, int Loops, int Broadcasts, int Body, double Heartbeat, double Seconds)
{
    public static MillionSettings From(Arguments args)
    {
        var settings = new MillionSettings(
            Math.Max(1, args.Number("connections", 1_000_000)),
            Math.Max(1, args.Number("rooms", 1)),
            Math.Max(1, args.Number("loops", Environment.ProcessorCount)),
            Math.Max(1, args.Number("broadcasts", 100)),
            args.Number("body", 128),
            Math.Max(1, args.Real("heartbeat", 30)),
            args.Real("seconds", 20));
        args.RequireAllKnown();
        // Silence for longer would cost the clients their connections: they may be silent for two intervals, and may have been for one.
        return settings.Seconds < settings.Heartbeat ? settings : throw new UsageException("--seconds has to be less than --heartbeat");
    }
}
