using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImKit.Tests.Shared;

/// <summary>A Redis server of one's own, from Debian's package, in a folder that goes with it. It keeps nothing on disk, so after a kill it comes back empty,
/// unless it is told to keep a log.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private readonly string _folder;
    private readonly string[] _settings;
    private Process? _process;

    private RedisServer(string folder, int port, string[] settings) => (_folder, Port, _settings) = (folder, port, settings);

    public int Port { get; }

    /// <summary>The number of its process; null if that has ended.</summary>
    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <param name="settings">More settings, such as <c>--appendonly yes</c>: then what was written survives a kill.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer(Directory.CreateTempSubdirectory("imkit-redis-").FullName, FreePort(), settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A cluster of one server: it refuses a script whose keys have not one slot.</summary>
    public static async Task<RedisServer> StartClusterAsync()
    {
        var server = await StartAsync("--cluster-enabled", "yes");
        await server.CommandAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Until.HoldsAsync(async () => (await server.CommandAsync("SET", "probe", "1")) == "+OK", "the cluster takes writes");
        return server;
    }

    /// <summary>Starts after <see cref="Kill"/>, and waits until commands are answered.</summary>
    public async Task StartAgainAsync() => await Until.HoldsAsync(
        async () =>
        {
            // The port may still be held for a moment; a server that could not have it has ended.
            if (_process is null or { HasExited: true })
                _process = Launch();
            return await AnswersAsync();
        },
        "the Redis server answers");

    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Stands still: connections are there, and nothing is answered.</summary>
    public Task PauseAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>Sends one command on a connection of its own.</summary>
    /// <returns>The first line of the answer.</returns>
    public async Task<string> CommandAsync(params string[] command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port).WaitAsync(Until.Limit);
        var stream = client.GetStream();
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync().WaitAsync(Until.Limit) ?? throw new IOException("Redis closed the connection.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return await CommandAsync("PING") == "+PONG";
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return false;
        }
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private Process Launch()
    {
        string[] settings =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "",
            "--appendfsync", "always", "--daemonize", "no", "--loglevel", "warning", .. _settings,
        ];
        var process = Process.Start(new ProcessStartInfo(Program, settings) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
