using System.Diagnostics;

namespace ImKit.Bench.Million;

/// <summary>What the process does in a time in which nothing is pushed.</summary>
internal readonly record struct TimerWork(double Cores, long Fired)
{
    /// <summary>Watches for some seconds.</summary>
    /// <param name="server">The server.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="heartbeats">Sent meanwhile; null for none.</param>
    public static async Task<TimerWork> WatchAsync(MillionServer server, double seconds, Heartbeats? heartbeats)
    {
        var deadlines = Deadlines(server);
        var began = Stopwatch.GetTimestamp();
        var cpu = ProcessFigures.Cpu();
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
        {
            await Task.Delay(50);
            if (heartbeats is not null)
                await heartbeats.BeatAsync();
        }

        var cores = (ProcessFigures.Cpu() - cpu) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new TimerWork(cores, deadlines.Zip(Deadlines(server)).LongCount(static pair => pair.First != pair.Second));
    }

    // Read beside the loops that write them: a deadline that moves at this very moment counts now or the next time.
    private static List<long> Deadlines(MillionServer server) =>
        [.. server.Buckets.SelectMany(static bucket => Enumerable.Range(0, bucket.Members.Count).Select(i => (long)bucket.Members[i].Deadline))];
}
