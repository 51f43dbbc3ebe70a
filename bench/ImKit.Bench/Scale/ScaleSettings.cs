using System.Globalization;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Scale;

/// <summary>What the command line asks of a run at scale.</summary>
internal sealed record ScaleSettings
{
    /// <summary>Files that a process needs beside its connections.</summary>
    private const int OtherFiles = 500;

    public required string Transport { get; init; }

    public required string Server { get; init; }

    /// <summary>All connections that are members of a room.</summary>
    public required int Connections { get; init; }

    public required int Servers { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Seconds between heartbeats of a connection.</summary>
    public required double Heartbeat { get; init; }

    /// <summary>Broadcasts a second into each room.</summary>
    public required double Rate { get; init; }

    /// <summary>Whether the servers are nodes of one application with one room for all, joined by a Redis.</summary>
    public required bool Joined { get; init; }

    /// <summary>Further nodes that hold nobody of the room.</summary>
    public required int Empty { get; init; }

    public int PerServer => (Connections + Servers - 1) / Servers;

    public static ScaleSettings From(Arguments args)
    {
        var connections = Math.Max(1, args.Number("connections", 100_000));
        var most = FileLimit() - OtherFiles;
        var servers = args.Number("servers", (connections + most - 1) / most);
        var settings = new ScaleSettings
        {
            Transport = args.Text("transport", "dotnetty"),
            Server = args.Text("server", ServerProcess.BenchServerPath),
            Connections = connections,
            Servers = Math.Max(1, servers),
            Seconds = args.Real("seconds", 60),
            Heartbeat = args.Real("heartbeat", 30),
            Rate = args.Real("rate", 0.2),
            Joined = args.Switch("joined"),
            Empty = args.Number("empty", 0),
        };
        args.RequireAllKnown();
        if (settings is { Empty: > 0, Joined: false })
            throw new UsageException("--empty is for --joined: who is alone gets nothing anyway");
        return settings.PerServer <= most
            ? settings
            : throw new UsageException($"{settings.PerServer} connections per process are more than its {most} files: {(connections + most - 1) / most} servers are needed");
    }

    /// <summary>Files that a process may open here; a server raises its own limit to the hard one, as .NET does.</summary>
    private static int FileLimit()
    {
        if (!File.Exists("/proc/self/limits"))
            return 1_000_000;
        var line = File.ReadLines("/proc/self/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture, out var most) ? most : 1_000_000;
    }
}
