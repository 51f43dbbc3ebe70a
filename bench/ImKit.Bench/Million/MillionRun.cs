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
        await BroadcastAsync(WarmUps);
        var warm = server.Members;
        var before = ProcessFigures.Collected();
        var began = Stopwatch.GetTimestamp();
        while (await server.LogInSomeAsync() > 0)
            await _heartbeats.BeatAsync();
        var loginSeconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var loginCpu = ProcessFigures.Cpu() - before.CpuSeconds;
        Console.Error.WriteLine($"{server.Members} have logged in");
        var after = ProcessFigures.Collected();
        var collectionCpu = ProcessFigures.CollectionCpu();
        await _heartbeats.BeatAsync();
        await BroadcastAsync(WarmUps);
        var broadcasts = await BroadcastWork.RunAsync(server, settings.Broadcasts);
        Console.Error.WriteLine($"{broadcasts.Offered} deliveries made; now the timers");
        // So long that deadlines come in the quiet time: each comes once in two to three intervals.
        var sent = _heartbeats.Sent;
        var beating = await TimerWork.WatchAsync(server, settings.BeatingSeconds, _heartbeats);
        sent = _heartbeats.Sent - sent;
        return new MillionReport
        {
            Measured = server.Members - warm,
            Before = before,
            After = after,
            LoginSeconds = loginSeconds,
            LoginCpu = loginCpu,
            CollectionCpu = collectionCpu,
            Broadcasts = broadcasts,
            Beating = beating,
            Heartbeats = sent,
            Quiet = await TimerWork.WatchAsync(server, settings.Seconds, null),
            Live = server.Live,
        };
    }

    private async Task BroadcastAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await server.BroadcastAsync();
    }
}
