using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace ImKit.Faults;

/// <summary>samples/Server as a process of its own, killed or stopped and started again on the same data and ports.</summary>
/// <param name="data">Its folder.</param>
/// <param name="options">Further options of the sample.</param>
internal sealed partial class ServerProcess(string data, params string[] options) : IAsyncDisposable
{
    private const int Kept = 5000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ConcurrentQueue<string> _errors = new();
    private Process? _process;

    /// <summary>What the command begins with, such as <c>ip netns exec NAME</c>.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Where it listens.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    public Uri Tcp { get; private set; } = new("tcp://127.0.0.1:0");

    public Uri Ws { get; private set; } = new("ws://127.0.0.1:0/im");

    /// <summary>Its administrative port.</summary>
    public Uri Http { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The last lines of its standard error, over all its lives.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it and waits for its line. One that ends before, because its database does not answer in time, is started again, as a supervisor does.</summary>
    public async Task StartAsync()
    {
        using var deadline = new RunningTime(Patience);
        string? ready;
        while ((ready = await LaunchAsync(deadline.Over)) is null)
        {
            if (deadline.Over.IsCancellationRequested)
                throw new TimeoutException($"The server does not start: {_errors.LastOrDefault()}");
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }

        var addresses = Ready().Match(ready);
        (Tcp, Ws, Http) = (new Uri(addresses.Groups[1].Value), new Uri(addresses.Groups[2].Value), new Uri(addresses.Groups[3].Value));
    }

    private async Task<string?> LaunchAsync(CancellationToken cancel)
    {
        string[] command = [.. Prefix, "dotnet", .. Arguments()];
        var process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        _process?.Dispose();
        _process = process;
        process.BeginErrorReadLine();
        return await process.StandardOutput.ReadLineAsync(cancel);
    }

    /// <summary>SIGKILL: no last word, no flush.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM: it lets its clients go, and ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        var process = _process!;
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var deadline = new RunningTime(Patience);
        await process.WaitForExitAsync(deadline.Over);
        var code = process.ExitCode;
        process.Dispose();
        _process = null;
        return code;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private IEnumerable<string> Arguments() =>
    [
        ProgramPath(), "--data", data, "--tcp", $"{Address}:{Tcp.Port}", "--ws", $"{Address}:{Ws.Port}", "--http", $"{Address}:{Http.Port}", "--heartbeat", "2", .. options,
    ];

    /// <summary>Beside this program's own folder, in the same configuration.</summary>
    private static string ProgramPath() => Path.Combine(
        AppContext.BaseDirectory.Replace(Path.Combine("bench", "ImKit.Faults"), Path.Combine("samples", "Server"), StringComparison.Ordinal), "Server.dll");

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _errors.Enqueue(line);
        while (_errors.Count > Kept)
            _errors.TryDequeue(out _);
    }

    [GeneratedRegex(@" is ready: (tcp://\S+) (ws://\S+) (http://\S+) ")]
    private static partial Regex Ready();
}
