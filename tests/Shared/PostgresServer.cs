using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ImKit.Tests.Shared;

/// <summary>A PostgreSQL server of one's own, from Debian's package, in a folder that goes with it. It can be killed and started again.</summary>
/// <remarks>PostgreSQL does not run as root: then it runs as the package's user. Commits of sessions that ask for <c>synchronous_commit=on</c> wait
/// for a standby that does not exist, after they are on disk: so a test can end one that is committed and not acknowledged. The rest has
/// <c>local</c>, which waits for the disk as everywhere.</remarks>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin";
    private readonly string _folder;
    private readonly int _port;
    private readonly string[] _prefix;
    private Process? _process;

    private PostgresServer(string folder, int port, string[] prefix) => (_folder, _port, _prefix) = (folder, port, prefix);

    public int Port => _port;

    /// <summary>The number of its process; null if that has ended.</summary>
    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Database=postgres;Username=imkit";

    /// <summary>The same by the socket file, without a network.</summary>
    public string SocketConnectionString => $"Host={_folder};Port={_port};Database=postgres;Username=imkit";

    public static Task<PostgresServer> StartAsync(params string[] settings) => StartInAsync(Directory.CreateTempSubdirectory("imkit-pg-").FullName, [], settings);

    /// <param name="folder">Where its data lies: an empty folder, which goes with it.</param>
    /// <param name="prefix">What the command begins with, such as <c>env NAME=VALUE</c>.</param>
    /// <param name="settings">Further lines of its configuration.</param>
    public static async Task<PostgresServer> StartInAsync(string folder, string[] prefix, params string[] settings)
    {
        var server = new PostgresServer(folder, FreePort(), prefix);
        if (IsRoot)
            await RunAsync("chown", "postgres:postgres", folder);
        await RunAsync(AsUser(Path.Combine(Programs, "initdb"), "-D", server.Data, "-U", "imkit", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"));
        string[] own =
        [
            $"port = {server._port}", $"unix_socket_directories = '{folder}'", "listen_addresses = '127.0.0.1'", "max_connections = 300",
            "synchronous_standby_names = 'nobody'", "synchronous_commit = local", "logging_collector = off", "log_min_messages = fatal",
        ];
        await File.AppendAllLinesAsync(Path.Combine(server.Data, "postgresql.conf"), [.. own, .. settings]);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts after <see cref="Kill"/>, and waits until connections are taken.</summary>
    public async Task StartAgainAsync()
    {
        await Until.HoldsAsync(
            async () =>
            {
                // Children of a killed server hold its memory for a moment; the next one refuses to start so long.
                if (_process is null or { HasExited: true })
                    _process = Launch(AsUser([.. _prefix, Path.Combine(Programs, "postgres"), "-D", Data]));
                return await AnswersAsync();
            },
            "the PostgreSQL server answers");
    }

    /// <summary>As a power cut of the process: no flush, no last checkpoint.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await RunAsync(AsUser(Path.Combine(Programs, "pg_ctl"), "-D", Data, "stop", "-m", "immediate", "-w"));
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(_folder, "data");

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Timeout=5");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string[] AsUser(params string[] command) =>
        IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : command;

    private static Process Launch(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} failed: {await output}{await error}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
