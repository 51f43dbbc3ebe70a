using System.Diagnostics;
using System.Globalization;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Scale;

/// <summary>One server process and the client process that fills it.</summary>
internal sealed class ScaleNode : IDisposable
{
    private readonly ScaleSettings _settings;
    private readonly ServerProcess _server;
    private readonly long _before;
    private Process? _clients;
    private ErrorTail? _errors;
    private double _cpu;
    private long _fromNodes;

    /// <summary>Starts the server and warms it up.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="connections">The members that are to come.</param>
    /// <param name="further">Further options of the server.</param>
    public ScaleNode(ScaleSettings settings, int connections, params string[] further)
    {
        _settings = settings;
        Connections = connections;
        _server = ServerProcess.StartBenchServer(settings.Transport, settings.Server, further);
        WarmUp(settings);
        _before = _server.Figures.ResidentKilobytes();
    }

    /// <summary>Members of the room, the publisher not counted.</summary>
    public int Connections { get; }

    /// <summary>The server's memory per connection before anything was published, as it was.</summary>
    public double KilobytesPerConnection { get; private set; }

    /// <summary>The same after a collection.</summary>
    public double CollectedPerConnection { get; private set; }

    /// <summary>Cores that the server used in the steady time.</summary>
    public double Cores { get; private set; }

    /// <summary>CPU seconds that the server used in the steady time.</summary>
    public double CpuSeconds { get; private set; }

    /// <summary>Messages that came from other nodes in the steady time and while the last broadcasts arrived.</summary>
    public long FromNodes { get; private set; }

    public LoadReport? Report { get; private set; }

    /// <summary>Connects the clients and waits until all have logged in.</summary>
    /// <param name="publishes">Whether one of them publishes into the room.</param>
    /// <param name="firstUser">Users are different on each node.</param>
    /// <exception cref="BenchException">They have not.</exception>
    public void Fill(bool publishes, int firstUser)
    {
        string[] role = publishes ? [] : ["--listen"];
        _clients = Pinning.Start(
            Pinning.LoadCore,
            "dotnet",
            [
                typeof(ScaleNode).Assembly.Location, "hold", "--port", Text(_server.Port), "--pid", Text(_server.Id), "--admin", Text(_server.Admin),
                "--protocol", TransportNames.ProtocolOf(_settings.Transport), "--connections", Text(Connections), "--rate", Text(_settings.Rate),
                "--heartbeat", Text(_settings.Heartbeat), "--seconds", Text(_settings.Seconds), "--warmup", "0", "--first-user", Text(firstUser), .. role,
            ],
            redirectInput: true);
        _errors = new ErrorTail(_clients);
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
        _fromNodes = _server.Figures.Admin("stats").FromNodes;
        _clients?.StandardInput.WriteLine(HoldCommand.Begin);
    }

    /// <summary>Ends the steady time.</summary>
    public void ReadCpu(double seconds)
    {
        CpuSeconds = _server.Figures.CpuSeconds() - _cpu;
        Cores = CpuSeconds / seconds;
    }

    public void AwaitReport()
    {
        if (_clients is not null)
            Report = LoadReport.FromJson(_clients.StandardOutput.ReadLine() ?? throw new BenchException($"the clients ended without a report: {_errors?.Reason}"));
        FromNodes = _server.Figures.Admin("stats").FromNodes - _fromNodes;
    }

    /// <summary>What was due here of what another node's client has published.</summary>
    public void Expect(long broadcasts)
    {
        var offered = broadcasts * Connections;
        Report = Report is { } report ? report with { Offered = offered, Lost = offered - report.Delivered } : null;
    }

    public void Dispose()
    {
        if (_clients is not null)
        {
            _clients.Kill();
            _clients.WaitForExit();
            _clients.Dispose();
        }

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
