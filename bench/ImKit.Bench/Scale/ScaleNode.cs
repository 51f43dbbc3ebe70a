using System.Diagnostics;
using System.Globalization;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Scale;

/// <summary>One server process and the client process that fills it.</summary>
internal sealed class ScaleNode : IDisposable
{
    private readonly ServerProcess _server;
    private readonly Process _clients;
    private readonly ErrorTail _errors;
    private readonly long _before;
    private double _cpu;

    public ScaleNode(ScaleSettings settings, int connections)
    {
        _server = ServerProcess.StartBenchServer(settings.Transport, settings.Server);
        WarmUp(settings);
        _before = _server.Figures.ResidentKilobytes();
        Connections = connections;
        _clients = Pinning.Start(
            Pinning.LoadCore,
            "dotnet",
            [
                typeof(ScaleNode).Assembly.Location, "hold", "--port", Text(_server.Port), "--pid", Text(_server.Id), "--admin", Text(_server.Admin),
                "--protocol", TransportNames.ProtocolOf(settings.Transport), "--connections", Text(connections), "--rate", Text(settings.Rate),
                "--heartbeat", Text(settings.Heartbeat), "--seconds", Text(settings.Seconds), "--warmup", "0",
            ],
            redirectInput: true);
        _errors = new ErrorTail(_clients);
    }

    /// <summary>Members of the room, the publisher not counted.</summary>
    public int Connections { get; }

    /// <summary>The server's memory per connection before anything was published, as it was.</summary>
    public double KilobytesPerConnection { get; private set; }

    /// <summary>The same after a collection.</summary>
    public double CollectedPerConnection { get; private set; }

    /// <summary>Cores that the server used in the steady time.</summary>
    public double Cores { get; private set; }

    public LoadReport? Report { get; private set; }

    /// <summary>Waits until all have logged in.</summary>
    /// <exception cref="BenchException">They have not.</exception>
    public void AwaitConnected()
    {
        if (_clients.StandardOutput.ReadLine() != HoldCommand.Connected)
            throw new BenchException($"the clients did not connect: {_errors.Reason}");
    }

    public void ReadMemory()
    {
        KilobytesPerConnection = PerConnection();
        _server.Figures.Admin("gc");
        Thread.Sleep(500);
        CollectedPerConnection = PerConnection();
    }

    public void Begin()
    {
        _cpu = _server.Figures.CpuSeconds();
        _clients.StandardInput.WriteLine(HoldCommand.Begin);
    }

    /// <summary>Ends the steady time.</summary>
    public void ReadCpu(double seconds) => Cores = (_server.Figures.CpuSeconds() - _cpu) / seconds;

    public void AwaitReport() => Report = LoadReport.FromJson(
        _clients.StandardOutput.ReadLine() ?? throw new BenchException($"the clients ended without a report: {_errors.Reason}"));

    public void Dispose()
    {
        _clients.Kill();
        _clients.WaitForExit();
        _clients.Dispose();
        _server.Dispose();
    }

    /// <summary>First logins and a few broadcasts: what they compile and load is no connection's memory.</summary>
    private void WarmUp(ScaleSettings settings)
    {
        using (var run = new LoadRun(new LoadSettings
        {
            Mode = LoadMode.Fanout,
            Port = _server.Port,
            Dialect = Wire.Dialect.Named(TransportNames.ProtocolOf(settings.Transport)),
            Connections = 300,
            Warmup = 0,
            Seconds = 1,
        }))
        {
            if (run.TryConnect())
                run.Measure();
        }

        _server.Figures.Admin("gc");
    }

    private double PerConnection() => (_server.Figures.ResidentKilobytes() - _before) / (double)(Connections + 1);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
