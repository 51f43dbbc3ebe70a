using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImKit.Redis.Tests.Support;

/// <summary>A primary with a replica, and three sentinels that watch them: real servers, in folders that go with them.</summary>
internal sealed class RedisSentinels : IAsyncDisposable
{
    public const string Name = "imkit-test";
    private readonly List<(Process Process, int Port)> _sentinels = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("imkit-sentinels-").FullName;

    private RedisSentinels(RedisServer primary, RedisServer replica) => (Primary, Replica) = (primary, replica);

    /// <summary>Who takes writes at first.</summary>
    public RedisServer Primary { get; }

    /// <summary>Who copies it at first, and takes its place.</summary>
    public RedisServer Replica { get; }

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', _sentinels.Select(static one => $"127.0.0.1:{one.Port}"))},serviceName={Name}");

    public static async Task<RedisSentinels> StartAsync()
    {
        var primary = await RedisServer.StartAsync("--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1");
        var replica = await RedisServer.StartAsync(
            "--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture), "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1");
        var servers = new RedisSentinels(primary, replica);
        await Until.HoldsAsync(async () => await primary.CommandAsync("WAIT", "1", "100") == ":1", "the replica follows");
        for (var i = 0; i < 3; i++)
            servers._sentinels.Add(servers.Launch());
        foreach (var (_, port) in servers._sentinels)
        {
            await Until.HoldsAsync(() => AnswersAsync(port, $"SENTINEL CKQUORUM {Name}", "+OK 3 usable"), "the sentinels know each other");
            await Until.HoldsAsync(() => AnswersAsync(port, $"SENTINEL REPLICAS {Name}", "*1"), "they know the replica");
        }

        return servers;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in _sentinels)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await Replica.DisposeAsync();
        await Primary.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private (Process, int) Launch()
    {
        var port = FreePort();
        var file = Path.Combine(_folder, $"{port}.conf");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
            port {port}
            bind 127.0.0.1
            dir {_folder}
            sentinel monitor {Name} 127.0.0.1 {Primary.Port} 2
            sentinel down-after-milliseconds {Name} 1000
            sentinel failover-timeout {Name} 4000
            sentinel parallel-syncs {Name} 1

            """));
        var process = Process.Start(new ProcessStartInfo("/usr/bin/redis-server", [file, "--sentinel"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return (process, port);
    }

    private static async Task<bool> AnswersAsync(int port, string command, string answer)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Until.Limit);
            var stream = client.GetStream();
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
            using var reader = new StreamReader(stream);
            return (await reader.ReadLineAsync().WaitAsync(Until.Limit))?.StartsWith(answer, StringComparison.Ordinal) == true;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
