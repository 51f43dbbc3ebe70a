using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ImKit.EndToEnd.Tests.Support;

/// <summary>One of the samples as a process of its own, as a user would start it. Killed when disposed, and when this process ends.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly ConcurrentDictionary<Process, byte> Living = new();

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static SampleProcess() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (var process in Living.Keys)
            process.Kill(entireProcessTree: true);
    };

    private SampleProcess(string sample, IEnumerable<string> arguments, int descriptors = 0)
    {
        var start = new ProcessStartInfo(descriptors > 0 ? "/bin/sh" : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in descriptors > 0 ? (string[])["-c", $"ulimit -n {descriptors} && exec dotnet \"$0\" \"$@\""] : [])
            start.ArgumentList.Add(word);
        start.ArgumentList.Add(Repository.ProgramOf(sample));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // The machine that tests may have settings of its own for ASP.NET Core.
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment.Remove("ASPNETCORE_HTTP_PORTS");
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => OnLine(line.Data);
        _process.ErrorDataReceived += (_, line) => OnLine(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"{sample} ended: {Output}"));
        _process.Start();
        Living[_process] = 0;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Everything that the process has written.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>The line with which the sample says that it is ready.</summary>
    public string ReadyLine => _ready.Task.GetAwaiter().GetResult();

    /// <summary>Starts a sample and waits until it says that it is ready.</summary>
    public static Task<SampleProcess> StartAsync(string sample, params string[] arguments) => StartWithAsync(0, sample, arguments);

    /// <summary>As <see cref="StartAsync"/>, with so many files and sockets that the process may have open; 0 for the machine's default.</summary>
    public static async Task<SampleProcess> StartWithAsync(int descriptors, string sample, params string[] arguments)
    {
        var started = new SampleProcess(sample, arguments, descriptors);
        try
        {
            await started._ready.Task.WaitAsync(Patience);
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a sample that is expected to end by itself.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(string sample, params string[] arguments) => RunWithinAsync(Patience, sample, arguments);

    /// <summary>As <see cref="RunAsync"/>, for one that takes longer.</summary>
    public static async Task<(int ExitCode, string Output)> RunWithinAsync(TimeSpan patience, string sample, params string[] arguments)
    {
        await using var started = new SampleProcess(sample, arguments);
        return (await started.WaitForExitAsync(patience), started.Output);
    }

    /// <summary>SIGKILL: no last word, no flush.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM: asks it to stop.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, Sigterm));

    public async Task<int> WaitForExitAsync(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _ = _ready.Task.Exception;
        Living.TryRemove(_process, out _);
        _process.Dispose();
    }

    private void OnLine(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (line.Contains(" is ready: ", StringComparison.Ordinal) || line.Contains("Now listening on: ", StringComparison.Ordinal))
            _ready.TrySetResult(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
