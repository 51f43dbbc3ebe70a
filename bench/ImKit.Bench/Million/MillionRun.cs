using System.Diagnostics;

namespace ImKit.Bench.Million;

/// <summary>Fills a server and measures it: memory, broadcasts, timers.</summary>
internal sealed class MillionRun(MillionServer server, MillionSettings settings)
{
    private const int WarmUps = 5;
    private readonly Heartbeats _heartbeats = new(server, settings.Heartbeat);

    public async Task<MillionReport> RunAsync()
    {
        // The first logins compile code and make tables: that is no connection's memory.
        await server.LogInSomeAsync();
        for (var i = 0; i < WarmUps; i++)
            await server.BroadcastAsync();
        var warm = server.Members;
        var before = ProcessFigures.Collected();
        var began = Stopwatch.GetTimestamp();
        while (await server.LogInSomeAsync() > 0)
            await _heartbeats.BeatAsync();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var loginCpu = ProcessFigures.Cpu() - before.CpuSeconds;
        Say($"{server.Live} connected");
        await _heartbeats.BeatAsync();
        var after = ProcessFigures.Collected();
        Say($"{(after.Heap - before.Heap) / (double)(server.Members - warm):0} bytes each");
        return await MeasureAsync(before, after, loginCpu, (server.Members - warm) / seconds);
    }

    private async Task<MillionReport> MeasureAsync(ProcessFigures before, ProcessFigures after, double loginCpu, double loginsPerSecond)
    {
        for (var i = 0; i < WarmUps; i++)
            await server.BroadcastAsync();
        await _heartbeats.BeatAsync();
        var received = server.Received();
        var (offered, handed) = Counts();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = 0.0;
        for (var i = 0; i < settings.Broadcasts; i++)
        {
            var start = ProcessFigures.Cpu();
            await server.BroadcastAsync();
            cpu += ProcessFigures.Cpu() - start;
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var counts = Counts();
        var due = (long)settings.Broadcasts * server.BroadcastBytes;
        var eachGotAll = received.Zip(server.Received()).All(pair => pair.Second - pair.First == due);
        Say($"{(counts.Offered - offered) / cpu / 1e6:0.0} million visits per CPU second");
        _heartbeats.Skip();
        // So long that deadlines come in the quiet time: each comes once in two to three intervals.
        var sent = _heartbeats.Sent;
        var beating = await TimerWork.WatchAsync(server, settings.Heartbeat * MillionSettings.BeatingIntervals, _heartbeats);
        sent = _heartbeats.Sent - sent;
        var quiet = await TimerWork.WatchAsync(server, settings.Seconds, null);
        return new MillionReport
        {
            LoginsPerSecond = loginsPerSecond,
            LoginCpu = loginCpu,
            Before = before,
            After = after,
            Offered = counts.Offered - offered,
            HandedOver = counts.HandedOver - handed,
            BroadcastCpu = cpu,
            BroadcastBytes = allocated,
            EachGotAll = eachGotAll,
            QuietCores = quiet.Cores,
            QuietFired = quiet.Fired,
            BeatingCores = beating.Cores,
            BeatingFired = beating.Fired,
            Heartbeats = sent,
            Live = server.Live,
        };
    }

    private (long Offered, long HandedOver) Counts() =>
        (server.Buckets.Sum(static bucket => Volatile.Read(ref bucket.Counters.Offered)), server.Buckets.Sum(static bucket => Volatile.Read(ref bucket.Counters.HandedOver)));

    private static void Say(string line) => Console.Error.WriteLine(line);
}
