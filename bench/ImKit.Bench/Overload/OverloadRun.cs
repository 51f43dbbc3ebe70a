using System.Diagnostics;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Overload;

/// <summary>The overload itself: traffic, the counters at rest, then the stuck members read what is left.</summary>
internal static class OverloadRun
{
    public static OverloadOutcome Measure(LoadRun run, int admin, double seconds)
    {
        var stuck = run.Connections.Stuck.ToList();
        run.Start();
        run.Drive(seconds);
        run.Traffic.Stop();
        run.Settle();
        var loaded = AtRest(admin);
        foreach (var member in stuck)
            member.Resume();
        run.Settle();
        return new OverloadOutcome(
            run.Connections.Count - 1,
            stuck.Count,
            run.Traffic.Published,
            run.Traffic.HeldBack,
            run.Traffic.Counts.Refused,
            loaded,
            AtRest(admin),
            run.Traffic.Counts.DeliveredToReaders,
            run.Traffic.Counts.Delivered,
            run.Traffic.Counts.Misplaced,
            run.Traffic.Counts.Dead);
    }

    /// <summary>The counters once they have stood still for two seconds; a busy machine may not give the server its turn for less.</summary>
    private static AdminFigures AtRest(int admin)
    {
        var (watch, still) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        var last = AdminFigures.Ask(admin, "stats");
        while (watch.Elapsed.TotalSeconds < 60 && still.Elapsed.TotalSeconds < 2)
        {
            Thread.Sleep(300);
            var now = AdminFigures.Ask(admin, "stats");
            if (now with { Allocated = 0 } != last with { Allocated = 0 })
                still.Restart();
            last = now;
        }

        return last;
    }
}
