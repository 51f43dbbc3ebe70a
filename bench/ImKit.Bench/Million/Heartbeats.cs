using System.Diagnostics;

namespace ImKit.Bench.Million;

/// <summary>Lets every member send a heartbeat once an interval, spread evenly. One caller.</summary>
internal sealed class Heartbeats(MillionServer server, double interval)
{
    private long _last = Stopwatch.GetTimestamp();
    private double _due;
    private int _next;

    /// <summary>Heartbeats sent and answered.</summary>
    public long Sent { get; private set; }

    /// <summary>Sends what is due since the last call.</summary>
    public async Task BeatAsync()
    {
        var now = Stopwatch.GetTimestamp();
        _due = Math.Min(server.Members, _due + (Stopwatch.GetElapsedTime(_last, now).TotalSeconds * server.Members / interval));
        _last = now;
        while (_due >= 1)
        {
            if (_next >= server.Members)
                _next = 0;
            var count = Math.Min((int)_due, server.Members - _next);
            await server.BeatAsync(_next, count);
            _next += count;
            _due -= count;
            Sent += count;
        }
    }

    /// <summary>What would have been due meanwhile is not sent.</summary>
    public void Skip()
    {
        _last = Stopwatch.GetTimestamp();
        _due = 0;
    }
}
