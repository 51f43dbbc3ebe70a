using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ImKit.Faults;

/// <summary>samples/Server as a process of its own, killed and started again on the same data and ports.</summary>
internal sealed partial class ServerProcess(FaultSettings settings, string data) : IAsyncDisposable
{
    private const int Kept = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _errors = new();
    private Process? _process;

    public Uri Tcp { get; private set; } = new("tcp://127.0.0.1:0");

    public Uri Ws { get; private set; } = new("ws://127.0.0.1:0/im");

    /// <summary>The last lines of its standard error, over all its lives.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>Starts it and waits for its line.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in Arguments())
            start.ArgumentList.Add(word);
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        _process = process;
        process.BeginErrorReadLine();
        using var deadline = new CancellationTokenSource(Patience);
        var ready = await process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException($"The server did not start:\n{Errors}");
        var addresses = Ready().Match(ready);
        (Tcp, Ws) = (new Uri(addresses.Groups[1].Value), new Uri(addresses.Groups[2].Value));
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

    public async ValueTask DisposeAsync() => await KillAsync();

    private IEnumerable<string> Arguments()
    {
        yield return ProgramPath();
        foreach (var word in (string[])["--data", data, "--tcp", $"127.0.0.1:{Tcp.Port}", "--ws", $"127.0.0.1:{Ws.Port}", "--http", "127.0.0.1:0", "--heartbeat", "2"])
            yield return word;
        foreach (var word in settings.Transport.Length > 0 ? (string[])["--transport", settings.Transport] : [])
            yield return word;
        foreach (var word in settings.Connection.Length > 0 ? (string[])["--postgres", settings.Connection] : [])
            yield return word;
    }

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

    [GeneratedRegex(@" is ready: (tcp://\S+) (ws://\S+) ")]
    private static partial Regex Ready();
}
