using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImKit.Tests.Shared;

/// <summary>A RabbitMQ server of one's own, from Debian's package, in a folder that goes with it, with a name, ports and a name service (epmd) of its own.
/// What it has on disk survives a kill.</summary>
internal sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";
    private readonly string _folder = Directory.CreateTempSubdirectory("imkit-rabbitmq-").FullName;
    private readonly int _names = FreePort();
    private readonly int _distribution = FreePort();
    private Process? _epmd;
    private Process? _server;

    public int Port { get; } = FreePort();

    /// <summary>The number of its process; null if that has ended.</summary>
    public int? ProcessId => _server is { HasExited: false } server ? server.Id : null;

    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{Port}");

    private string Name => string.Create(CultureInfo.InvariantCulture, $"imkit-{Port}@localhost");

    public static async Task<RabbitMqServer> StartAsync()
    {
        var server = new RabbitMqServer();
        await File.WriteAllTextAsync(Path.Combine(server._folder, "plugins"), "[].");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts, also after <see cref="KillAsync"/>, and waits until connections are taken.</summary>
    public async Task StartAgainAsync()
    {
        if (_epmd is null or { HasExited: true })
            _epmd = Launch("/usr/bin/epmd", "-port", _names.ToString(CultureInfo.InvariantCulture));
        await Until.HoldsAsync(() => AnswersAsync(_names), "the name service answers");
        await Until.HoldsAsync(
            async () =>
            {
                // A name may still be held for a moment; a server that could not have it has ended.
                if (_server is null or { HasExited: true })
                    _server = Launch($"{Programs}/rabbitmq-server");
                return await AnswersAsync(Port);
            },
            "the RabbitMQ server answers");
    }

    public async Task KillAsync()
    {
        _server!.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
    }

    /// <summary>Stands still: connections are there, and nothing is answered.</summary>
    public Task PauseAsync() => RunAsync("kill", "-STOP", _server!.Id.ToString(CultureInfo.InvariantCulture));

    public Task ResumeAsync() => RunAsync("kill", "-CONT", _server!.Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Gives a command to the server, as its operator does.</summary>
    /// <returns>What it says.</returns>
    public Task<string> ControlAsync(params string[] command) => RunAsync($"{Programs}/rabbitmqctl", ["-q", "-n", Name, .. command]);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _server, _epmd })
        {
            if (process is { HasExited: false })
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }

            process?.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(Describe(program, arguments))!;
        var (said, wrong) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await said : throw new InvalidOperationException($"{program} failed: {await wrong}");
    }

    private Process Launch(string program, params string[] arguments)
    {
        var process = Process.Start(Describe(program, arguments))!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private ProcessStartInfo Describe(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        var settings = new Dictionary<string, string>
        {
            // The cookie lies in the home.
            ["HOME"] = _folder,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = _names.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_NODENAME"] = Name,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = Port.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = _distribution.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = _folder,
            ["RABBITMQ_LOG_BASE"] = _folder,
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_PID_FILE"] = Path.Combine(_folder, "pid"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "none"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "plugins"),
            // The server in place of the script that starts it, so that the process is the server's.
            ["RABBITMQ_ALLOW_INPUT"] = "1",
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} -noinput",
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return start;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
