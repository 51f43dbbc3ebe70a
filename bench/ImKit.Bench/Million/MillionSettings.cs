namespace ImKit.Bench.Million;

/// <summary>What the command line asks of a run in memory.</summary>
/// <param name="Connections">How many.</param>
/// <param name="Rooms">Rooms; each connection is in one of them.</param>
/// <param name="Loops">Event loops.</param>
/// <param name="Broadcasts">Broadcasts into every room.</param>
/// <param name="Body">Bytes of a broadcast's body.</param>
/// <param name="Heartbeat">Seconds between two heartbeats of a connection.</param>
/// <param name="Seconds">How long nobody sends anything.</param>
internal sealed record MillionSettings(int Connections, int Rooms, int Loops, int Broadcasts, int Body, double Heartbeat, double Seconds)
{
    /// <summary>Logins under way: fewer than a server checks at once.</summary>
    public const int LoginsAtOnce = 2048;

    /// <summary>Intervals without a heartbeat that cost a client its connection.</summary>
    public const int Misses = 3;

    /// <summary>Seconds in which everybody sends heartbeats, before the quiet time.</summary>
    public double BeatingSeconds => 4 * Heartbeat;

    public static MillionSettings From(Arguments args)
    {
        var settings = new MillionSettings(
            args.Number("connections", 1_000_000),
            Math.Max(1, args.Number("rooms", 1)),
            Math.Max(1, args.Number("loops", Environment.ProcessorCount)),
            Math.Max(1, args.Number("broadcasts", 100)),
            args.Number("body", 128),
            Math.Max(1, args.Real("heartbeat", 20)),
            args.Real("seconds", 20));
        args.RequireAllKnown();
        if (settings.Connections <= 2 * LoginsAtOnce)
            throw new UsageException($"--connections has to be more than {2 * LoginsAtOnce}: the first {LoginsAtOnce} are the warm-up");
        // A client may be silent for three intervals; one of them is its own, and one is left for a machine that is busy.
        return settings.Seconds <= settings.Heartbeat ? settings : throw new UsageException("--seconds may not be more than --heartbeat");
    }
}
