namespace ImKit.Timing;

/// <summary>A hashed wheel of deadlines in ticks: arming, moving and disarming cost the same however many there are. Loop thread only.</summary>
/// <remarks>A deadline later than one turn of the wheel stays in its slot and is passed over until its turn comes.</remarks>
internal sealed class TimerWheel
{
    private const int Slots = 1024;
    private readonly WheelTimer?[] _slots = new WheelTimer?[Slots];
    private readonly List<WheelTimer> _due = [];

    /// <summary>Ticks since the wheel began.</summary>
    public long Now { get; private set; }

    /// <summary>Armed timers.</summary>
    public int Count { get; private set; }

    /// <summary>Arms a timer, or moves an armed one.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="ticks">Ticks from now; less than 1 means the next tick.</param>
    public void Arm(WheelTimer timer, long ticks) => ArmAt(timer, Now + ticks);

    /// <summary>Arms a timer for a tick, or moves an armed one.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="tick">Counted since the wheel began; a past one means the next.</param>
    public void ArmAt(WheelTimer timer, long tick)
    {
        Disarm(timer);
        timer.Deadline = Math.Max(Now + 1, tick);
        timer.Armed = true;
        ref var head = ref _slots[timer.Deadline & (Slots - 1)];
        timer.Next = head;
        if (head is not null)
            head.Previous = timer;
        head = timer;
        Count++;
    }

    /// <summary>Disarms a timer; does nothing to one that is not armed.</summary>
    public void Disarm(WheelTimer timer)
    {
        if (!timer.Armed)
            return;
        if (timer.Previous is null)
            _slots[timer.Deadline & (Slots - 1)] = timer.Next;
        else
            timer.Previous.Next = timer.Next;
        if (timer.Next is not null)
            timer.Next.Previous = timer.Previous;
        timer.Next = timer.Previous = null;
        timer.Armed = false;
        Count--;
    }

    /// <summary>Moves time forward and fires what is due, tick by tick. A clock that stands still or jumps back fires nothing.</summary>
    /// <param name="now">Ticks since the wheel began.</param>
    public void Advance(long now)
    {
        while (Now < now)
        {
            Now++;
            FireSlot((int)(Now & (Slots - 1)));
        }
    }

    private void FireSlot(int slot)
    {
        // What is due is gathered first: a timer that fires may arm or disarm any other.
        for (var timer = _slots[slot]; timer is not null; timer = timer.Next)
        {
            if (timer.Deadline <= Now)
                _due.Add(timer);
        }

        foreach (var timer in _due)
        {
            if (!timer.Armed || timer.Deadline > Now)
                continue;
            Disarm(timer);
            timer.OnDeadline();
        }

        _due.Clear();
    }
}
