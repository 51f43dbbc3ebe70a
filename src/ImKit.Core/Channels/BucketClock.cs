using ImKit.Transports;

namespace ImKit.Channels;

/// <summary>Turns a bucket's wheel: the loop itself, or a timer that posts to it, gives the tick, and the wheel catches up with the clock.</summary>
internal sealed class BucketClock : BucketCommand, ILoopWork, IDisposable
{
    private readonly Bucket _bucket;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tick;
    private readonly long _began;
    private readonly IDisposable _timer;
    private int _posted;
    private long _lagTicks;

    public BucketClock(Bucket bucket, TimeProvider time, TimeSpan tick)
    {
        _bucket = bucket;
        _time = time;
        _tick = tick;
        _began = time.GetTimestamp();
        _timer = bucket.Loop.Every(this, tick, time) ?? time.CreateTimer(static state => ((BucketClock)state!).PostTick(), this, tick, tick);
    }

    /// <summary>How long the last tick waited for its loop, at most. Any thread.</summary>
    public TimeSpan Lag => TimeSpan.FromTicks(Volatile.Read(ref _lagTicks));

    /// <summary>The first tick at or after a time from now.</summary>
    public long TickAfter(TimeSpan span) => Ticks(_time.GetElapsedTime(_began) + span);

    /// <summary>A time span in ticks, rounded up.</summary>
    public long Ticks(TimeSpan span) => (span.Ticks + _tick.Ticks - 1) / _tick.Ticks;

    /// <summary>Ticks a second.</summary>
    public double PerSecond => TimeSpan.TicksPerSecond / (double)_tick.Ticks;

    public void Dispose() => _timer.Dispose();

    void ILoopWork.Run() => Run(_bucket);

    internal override void Run(Bucket bucket)
    {
        Volatile.Write(ref _posted, 0);
        var elapsed = _time.GetElapsedTime(_began);
        var now = elapsed.Ticks / _tick.Ticks;
        Volatile.Write(ref _lagTicks, Math.Max(0, elapsed.Ticks - ((bucket.Wheel.Now + 1) * _tick.Ticks)));
        bucket.Wheel.Advance(now);
    }

    private void PostTick()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
            _bucket.Post(this);
    }
}
