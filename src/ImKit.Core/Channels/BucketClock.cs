namespace ImKit.Channels;

/// <summary>Turns a bucket's wheel: a timer posts a tick, and the loop catches up with the clock.</summary>
internal sealed class BucketClock : BucketCommand, IDisposable
{
    private readonly Bucket _bucket;
    private readonly TimeProvider _time;
    private readonly TimeSpan _tick;
    private readonly long _began;
    private readonly ITimer _timer;
    private int _posted;
    private long _lagTicks;

    public BucketClock(Bucket bucket, TimeProvider time, TimeSpan tick)
    {
        _bucket = bucket;
        _time = time;
        _tick = tick;
        _began = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((BucketClock)state!).PostTick(), this, tick, tick);
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
