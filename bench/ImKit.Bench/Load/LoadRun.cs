using System.Diagnostics;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Load;

/// <summary>One run: connect, warm up, measure, let what is under way arrive, report.</summary>
internal sealed class LoadRun : IDisposable
{
    private readonly LoadSettings _settings;
    private readonly ConnectionSet _connections;
    private readonly ServerFigures _server;
    private readonly HeartbeatPace _heartbeats;
    private Snapshot _before;
    private double _connectSeconds;
    private double _connectCpu;

    public LoadRun(LoadSettings settings)
    {
        _settings = settings;
        Traffic = new LoadTraffic(settings);
        _connections = new ConnectionSet(Traffic);
        _heartbeats = new HeartbeatPace(_connections, settings.Heartbeat);
        _server = new ServerFigures(settings.ServerProcess, settings.Admin);
    }

    public LoadTraffic Traffic { get; }

    public ConnectionSet Connections => _connections;

    public bool TryConnect()
    {
        _before = Take();
        if (!_connections.TryConnect())
            return false;
        var after = Take();
        _connectSeconds = (after.Time - _before.Time).TotalSeconds;
        _connectCpu = after.ServerCpu - _before.ServerCpu;
        return true;
    }

    public LoadReport Measure()
    {
        if (_settings.Mode == LoadMode.Connect)
            return Report(_before, Take(), new LatencyHistogram());
        Start();
        Drive(_settings.Warmup);
        var latencies = new LatencyHistogram();
        Traffic.Counts.Latencies = latencies;
        var from = Take();
        Drive(_settings.Seconds);
        var to = Take();
        // At a rate every message counts, and the late ones most; with a window what comes after the end is the window's rest.
        if (_settings.Rate == 0)
            Traffic.Counts.Latencies = null;
        Traffic.Stop();
        Settle();
        Traffic.Counts.Latencies = null;
        return Report(from, to, latencies);
    }

    /// <summary>Begins the traffic.</summary>
    public void Start()
    {
        if (_settings.HasPublisher)
            Traffic.Start(_connections.Publisher);
        else if (_settings.Mode == LoadMode.Echo)
            _connections.StartEchoes(_settings.Depth);
    }

    /// <summary>Keeps rate and heartbeats for a time.</summary>
    public void Drive(double seconds)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            Traffic.KeepRate();
            _heartbeats.Keep();
            _connections.FlushUnsent();
            Thread.Sleep(1);
        }
    }

    /// <summary>Waits until all is there, or nothing has come for a while; at most a minute. Where the generator knows that something is missing
    /// the while is long: on a busy machine a server may not get its turn for seconds, and what comes late is not lost.</summary>
    public void Settle()
    {
        var watch = Stopwatch.StartNew();
        var quiet = Stopwatch.StartNew();
        var patience = _settings.HasPublisher || _settings.Listens || _heartbeats.Sent > 0 ? 5 : 0.5;
        long seen = -1;
        while (watch.Elapsed.TotalSeconds < 60 && quiet.Elapsed.TotalSeconds < patience)
        {
            _connections.FlushUnsent();
            if (Interlocked.Exchange(ref seen, Traffic.Counts.Receives) != Traffic.Counts.Receives)
                quiet.Restart();
            if (_settings.HasPublisher && Traffic.Counts.Delivered >= Traffic.Published * _settings.PerPublish && Traffic.Counts.Heartbeats >= _heartbeats.Sent)
                return;
            Thread.Sleep(5);
        }
    }

    public void Dispose() => _connections.Dispose();

    private Snapshot Take() => new(
        Stopwatch.GetElapsedTime(0), _server.CpuSeconds(), Environment.CpuUsage.TotalTime.TotalSeconds, _server.ResidentKilobytes(),
        _server.Admin("stats"), Traffic.Counts.Delivered, Traffic.Counts.Echoed, Traffic.Published, Traffic.Counts.Receives);

    private LoadReport Report(Snapshot from, Snapshot to, LatencyHistogram latencies)
    {
        var ops = _settings.Mode == LoadMode.Echo ? to.Echoed - from.Echoed : to.Delivered - from.Delivered;
        var seconds = (to.Time - from.Time).TotalSeconds;
        var offered = _settings.HasPublisher ? Traffic.Published * _settings.PerPublish : 0;
        return new LoadReport
        {
            Label = _settings.Label,
            Mode = _settings.Mode.ToString().ToLowerInvariant(),
            Proto = _settings.Dialect.Name,
            N = _settings.Connections,
            Body = _settings.Body,
            Secs = seconds,
            Ready = Traffic.Counts.Ready,
            Dead = Traffic.Counts.Dead,
            ConnectsPerSecond = _connections.Count / _connectSeconds,
            ServerMicrosecondsPerConnect = _connectCpu * 1e6 / _connections.Count,
            Pub = to.Published - from.Published,
            Offered = offered,
            Delivered = Traffic.Counts.Delivered,
            Lost = offered == 0 ? 0 : offered - Traffic.Counts.Delivered,
            Ops = ops,
            OpsPerRecv = to.Receives == from.Receives ? 0 : ops / (double)(to.Receives - from.Receives),
            OpsPerSecond = ops / seconds,
            ServerCores = (to.ServerCpu - from.ServerCpu) / seconds,
            ServerSecondsPerMillion = ops == 0 ? 0 : (to.ServerCpu - from.ServerCpu) * 1e6 / ops,
            ClientCores = (to.ClientCpu - from.ClientCpu) / seconds,
            P50 = latencies.Quantile(0.5) / 1e3,
            P99 = latencies.Quantile(0.99) / 1e3,
            P999 = latencies.Quantile(0.999) / 1e3,
            Max = latencies.Max / 1e3,
            Heartbeats = Traffic.Counts.Heartbeats,
            HeartbeatsSent = _heartbeats.Sent,
            Misplaced = Traffic.Counts.Misplaced,
            ResidentBefore = _before.Resident,
            Resident = to.Resident,
            ResidentCollected = _settings.Mode == LoadMode.Idle ? CollectedResident() : 0,
            ResidentPerConnection = (to.Resident - _before.Resident) / (double)_connections.Count,
            AllocatedPerOp = ops == 0 ? 0 : (to.Admin.Allocated - from.Admin.Allocated) / (double)ops,
        };
    }

    private long CollectedResident()
    {
        if (_settings.Admin == 0)
            return 0;
        _server.Admin("gc");
        Thread.Sleep(1000);
        return _server.ResidentKilobytes();
    }

    private readonly record struct Snapshot(
        TimeSpan Time, double ServerCpu, double ClientCpu, long Resident, AdminFigures Admin, long Delivered, long Echoed, long Published, long Receives);
}
