namespace ImKit.Timing;

/// <summary>Something with one deadline on a <see cref="TimerWheel"/>; linked into it without an allocation. Loop thread only.</summary>
internal abstract class WheelTimer
{
    internal WheelTimer? Next;
    internal WheelTimer? Previous;
    internal long Deadline;
    internal bool Armed;

    /// <summary>The deadline has come. The timer is no longer armed; it may arm itself again.</summary>
    internal abstract void OnDeadline();
}
