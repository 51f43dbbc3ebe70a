using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>A server in the comparison.</summary>
/// <param name="Name">As it stands in the table.</param>
/// <param name="Protocol">What it is driven by: tcp, ws, sigj or sigm.</param>
/// <param name="Start">Starts it.</param>
internal sealed record Contestant(string Name, string Protocol, Func<ServerProcess> Start)
{
    /// <summary>All that can be driven with what the command line gives.</summary>
    public static List<Contestant> All(string server, string? limit, bool messagePack)
    {
        var all = new List<Contestant>();
        if (limit is not null)
        {
            all.Add(new(LimitDirect, "tcp", () => ServerProcess.StartLimit(limit, "direct")));
            all.Add(new(LimitMerged, "tcp", () => ServerProcess.StartLimit(limit, "merge")));
        }

        if (OperatingSystem.IsLinux())
        {
            all.Add(new("ImKit, Linux epoll", "tcp", () => ServerProcess.StartBenchServer("linux-epoll", server)));
            all.Add(new("ImKit, Linux io_uring", "tcp", () => ServerProcess.StartBenchServer("linux-uring", server)));
        }

        all.Add(new("ImKit, DotNetty TCP", "tcp", () => ServerProcess.StartBenchServer("dotnetty", server)));
        all.Add(new("ImKit, Kestrel TCP", "tcp", () => ServerProcess.StartBenchServer("aspnetcore-tcp", server)));
        all.Add(new("ImKit, Kestrel WebSocket", "ws", () => ServerProcess.StartBenchServer("aspnetcore", server)));
        all.Add(new(SignalR, "sigj", () => ServerProcess.StartBenchServer("signalr", server)));
        if (messagePack)
            all.Add(new("SignalR, MessagePack", "sigm", () => ServerProcess.StartBenchServer("signalr", server)));
        return all;
    }

    public const string LimitDirect = "C, one send per member";
    public const string LimitMerged = "C, merged";
    public const string SignalR = "SignalR, JSON";
}
