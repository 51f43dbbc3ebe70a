namespace ImKit.Testing;

/// <summary>A clock that stands still until it is advanced, with timers that fire inside <see cref="Advance"/>.</summary>
/// <remarks>
/// <para>Order: timers fire in the order of their due times, at one time in the order in which they were created; during a callback the clock
/// shows the timer's due time. A timer created or changed by a callback is honoured in the same advance. A timer due at once fires in the next
/// advance, also in one of zero, never inside the call that created it.</para>
/// <para>Threading: any thread. Callbacks run on the advancing caller, outside the clock's own lock; an exception of a callback leaves
/// <see cref="Advance"/> at that time. Two callers advance one after the other. <see cref="Jump"/> moves the wall clock alone.</para>
/// </remarks>
public sealed class VirtualClock : TimeProvider
{
    // Enough for any honest load at one instant; beyond it a timer re-arms itself without end and the test would hang.
    private const int MaxFiringsAtOnce = 2_000_000;

    private readonly Lock _gate = new();
    private readonly Lock _advancing = new();
    private readonly SortedSet<VirtualTimer> _armed = new(VirtualTimer.DueOrder);
    private DateTimeOffset _origin;
    private long _elapsed;
    private long _created;

    /// <summary>A clock that shows 2025-01-01 00:00 UTC.</summary>
    public VirtualClock()
        : this(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that shows a given time.</summary>
    public VirtualClock(DateTimeOffset start) => _origin = start.ToUniversalTime();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the clock was advanced since it began; jumps of the wall clock do not count.</summary>
    public TimeSpan Elapsed => new(GetTimestamp());

    /// <summary>How long until the next timer is due (zero if one is due now); null if none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
                return _armed.Min is { } next ? new TimeSpan(Math.Max(0, next.Due - _elapsed)) : null;
        }
    }

    /// <summary>How many timers are armed.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
                return _armed.Count;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _origin.AddTicks(_elapsed);
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state, Interlocked.Increment(ref _created));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time forward and fires what becomes due on the way.</summary>
    /// <param name="by">Zero or more.</param>
    /// <exception cref="InvalidOperationException">A timer re-arms itself at one instant without end.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
            AdvanceToElapsed(checked(GetTimestamp() + by.Ticks));
    }

    /// <summary>Moves time forward until the wall clock shows an instant, and fires what becomes due on the way.</summary>
    /// <param name="instant">Now or later.</param>
    public void AdvanceTo(DateTimeOffset instant)
    {
        lock (_advancing)
            Advance(instant - GetUtcNow());
    }

    /// <summary>Steps the wall clock forward or back, as an administrator or NTP does. Timestamps and timers do not notice.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_gate)
            _origin = _origin.Add(by);
    }

    internal bool Change(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        RequireSpan(dueTime, nameof(dueTime));
        RequireSpan(period, nameof(period));
        lock (_gate)
        {
            if (timer.Disposed)
                return false;
            _armed.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period.Ticks : 0;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            timer.Due = checked(_elapsed + dueTime.Ticks);
            _armed.Add(timer);
            return true;
        }
    }

    internal void Remove(VirtualTimer timer)
    {
        lock (_gate)
        {
            _armed.Remove(timer);
            timer.Disposed = true;
        }
    }

    private static void RequireSpan(TimeSpan span, string name)
    {
        if (span < TimeSpan.Zero && span != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(name, span, "A timer's time is zero or more, or infinite.");
    }

    private void AdvanceToElapsed(long target)
    {
        var instant = -1L;
        for (var fired = 0; TakeDue(target) is { } timer; fired++)
        {
            if (timer.FiredAt != instant)
                (instant, fired) = (timer.FiredAt, 0);
            if (fired > MaxFiringsAtOnce)
                throw new InvalidOperationException("A timer re-arms itself at one instant without end.");
            timer.Callback(timer.State);
        }
    }

    private VirtualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            if (_armed.Min is not { } timer || timer.Due > target)
            {
                _elapsed = Math.Max(_elapsed, target);
                return null;
            }

            _armed.Remove(timer);
            timer.FiredAt = _elapsed = Math.Max(_elapsed, timer.Due);
            if (timer.Period > 0)
            {
                timer.Due += timer.Period;
                _armed.Add(timer);
            }

            return timer;
        }
    }
}
