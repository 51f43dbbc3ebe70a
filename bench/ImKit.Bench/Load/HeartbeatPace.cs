using System.Diagnostics;

namespace ImKit.Bench.Load;

/// <summary>Spreads the heartbeats of all connections evenly over their interval, from the first call on. The driving thread.</summary>
internal sealed class HeartbeatPace(ConnectionSet connections, double interval)
{
    private Stopwatch? _watch;
    private long _next;

    /// <summary>Heartbeats sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends what is due by now.</summary>
    public void Keep()
    {
        if (interval <= 0)
            return;
        _watch ??= Stopwatch.StartNew();
        for (var due = (long)(_watch.Elapsed.TotalSeconds / interval * connections.Count); _next < due; _next++)
        {
            if (connections.TryHeartbeat(_next))
                Sent++;
        }
    }
}
