using ImKit.Bench.Wire;

namespace ImKit.Bench.Load;

internal enum LoadMode
{
    Fanout,
    Echo,
    Push,
    Idle,
    Connect,
}

/// <summary>What one run of the generator does.</summary>
internal sealed record LoadSettings
{
    public required LoadMode Mode { get; init; }

    public required int Port { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>Connections, the publisher not counted.</summary>
    public int Connections { get; init; } = 100;

    /// <summary>Body bytes.</summary>
    public int Body { get; init; } = 128;

    /// <summary>Broadcasts or pushes outstanding; used when <see cref="Rate"/> is 0.</summary>
    public int Window { get; init; } = 4;

    /// <summary>Broadcasts or pushes a second; 0 to keep a window.</summary>
    public double Rate { get; init; }

    /// <summary>Echoes outstanding per connection.</summary>
    public int Depth { get; init; } = 1;

    public double Seconds { get; init; } = 5;

    public double Warmup { get; init; } = 1;

    /// <summary>Seconds between two heartbeats of a connection; 0 for none.</summary>
    public double Heartbeat { get; init; }

    /// <summary>Connects and logins under way at once.</summary>
    public int Concurrency { get; init; } = 256;

    /// <summary>Of every so many members one logs in and then reads nothing; 0 for none.</summary>
    public int StuckEvery { get; init; }

    /// <summary>The server's process for its CPU time and memory; 0 if not known.</summary>
    public int ServerProcess { get; init; }

    /// <summary>The server's admin port; 0 for none.</summary>
    public int Admin { get; init; }

    public string Label { get; init; } = "";

    /// <summary>The user of the first connection; the others are the next numbers.</summary>
    public int FirstUser { get; init; } = 1;

    /// <summary>Whether others publish what this run's connections get: then it does not know how much is due.</summary>
    public bool Listens { get; init; }

    public bool HasPublisher => !Listens && Mode is LoadMode.Fanout or LoadMode.Push;

    /// <summary>Deliveries that one publish makes.</summary>
    public int PerPublish => Mode == LoadMode.Fanout ? Connections : 1;

    public static LoadSettings From(LoadMode mode, Arguments args) => new()
    {
        Mode = mode,
        Port = args.Number("port", 3101),
        Dialect = Dialect.Named(args.Text("protocol", "tcp")),
        Connections = args.Number("connections", 100),
        Body = args.Number("body", 128),
        Window = args.Number("window", 4),
        Rate = args.Real("rate", 0),
        Depth = args.Number("depth", 1),
        Seconds = args.Real("seconds", 5),
        Warmup = args.Real("warmup", 1),
        Heartbeat = args.Real("heartbeat", mode == LoadMode.Idle ? 30 : 0),
        Concurrency = args.Number("concurrency", 256),
        ServerProcess = args.Number("pid", 0),
        Admin = args.Number("admin", 0),
        Label = args.Text("label", ""),
        Listens = args.Switch("listen"),
        FirstUser = args.Number("first-user", 1),
    };
}
