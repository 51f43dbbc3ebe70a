namespace ImKit.Testing;

/// <summary>A timer of a <see cref="VirtualClock"/>. Its fields belong to the clock's lock.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state, long number) : ITimer
{
    public static readonly IComparer<VirtualTimer> DueOrder = Comparer<VirtualTimer>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a._number.CompareTo(b._number));

    private readonly long _number = number;

    public TimerCallback Callback { get; } = callback;

    public object? State { get; } = state;

    public long Due { get; set; }

    /// <summary>0 for none.</summary>
    public long Period { get; set; }

    public long FiredAt { get; set; }

    public bool Disposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Change(this, dueTime, period);

    public void Dispose() => clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
