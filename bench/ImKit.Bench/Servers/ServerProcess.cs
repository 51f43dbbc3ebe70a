using System.Diagnostics;

namespace ImKit.Bench.Servers;

/// <summary>A server under test, in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly ErrorTail _errors;

    private ServerProcess(Process process, int port, int admin)
    {
        _process = process;
        _errors = new ErrorTail(process);
        Port = port;
        Admin = admin;
        Figures = new ServerFigures(process.Id, admin);
        // Nobody reads it; a full pipe would stop the server.
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public int Port { get; }

    /// <summary>0 for a server without one.</summary>
    public int Admin { get; }

    public ServerFigures Figures { get; }

    /// <summary>From the start of the process until it accepted a connection.</summary>
    public TimeSpan StartTime { get; private set; }

    public bool HasEnded => _process.HasExited;

    /// <summary>The bench server that was built together with this program.</summary>
    public static string BenchServerPath =>
        Path.Combine(AppContext.BaseDirectory.Replace("ImKit.Bench" + Path.DirectorySeparatorChar, "ImKit.BenchServer" + Path.DirectorySeparatorChar, StringComparison.Ordinal), "ImKit.BenchServer.dll");

    /// <exception cref="BenchException">It did not come up, and why.</exception>
    public static ServerProcess StartBenchServer(string transport, string path, params string[] further)
    {
        if (!File.Exists(path))
            throw new UsageException($"no bench server at {path}: build bench/ImKit.BenchServer in the same configuration, or name it by --server");
        var (port, admin) = (FreePorts.Next(), FreePorts.Next());
        return Start("dotnet", [path, "--transport", transport, "--port", $"{port}", "--admin", $"{admin}", "--loops", "1", .. further], port, admin);
    }

    /// <summary>A program that is called with a port and further arguments, and has no admin port.</summary>
    /// <exception cref="BenchException">It did not come up, and why.</exception>
    public static ServerProcess StartProgram(string path, params string[] further)
    {
        var port = FreePorts.Next();
        return Start(path, [$"{port}", .. further], port, 0);
    }

    public void Dispose()
    {
        // Killed, not stopped: a drain with thousands of connections is no part of a measurement.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Why it has ended.</summary>
    public string Reason()
    {
        _process.WaitForExit();
        return _errors.Reason is { Length: > 0 } reason ? reason : $"ended with exit code {_process.ExitCode}";
    }

    private static ServerProcess Start(string program, string[] arguments, int port, int admin)
    {
        var watch = Stopwatch.StartNew();
        var server = new ServerProcess(Pinning.Start(Pinning.ServerCore, program, arguments), port, admin);
        while (!FreePorts.Accepts(port))
            server.WaitMore(watch);
        server.StartTime = watch.Elapsed;
        while (admin != 0 && !FreePorts.Accepts(admin))
            server.WaitMore(watch);
        return server;
    }

    private void WaitMore(Stopwatch watch)
    {
        if (!HasEnded && watch.Elapsed < Patience)
        {
            Thread.Sleep(10);
            return;
        }

        var reason = HasEnded ? Reason() : $"does not listen after {Patience.TotalSeconds:0} s";
        Dispose();
        throw new BenchException(reason);
    }
}
