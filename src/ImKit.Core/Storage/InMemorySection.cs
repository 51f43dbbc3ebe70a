namespace ImKit.Storage;

/// <summary>One section: who holds it, and the lock under which what it fences is written. Any thread.</summary>
internal sealed class InMemorySection(int number)
{
    private readonly Lock _gate = new();
    private SectionHolder? _holder;
    private long _term;
    private long _taken;
    private TimeSpan _lease;

    /// <summary>Holds the section as it is while a write that its term fences is done. Uncontended but for the moment of a renewal.</summary>
    public Lock.Scope Enter() => _gate.EnterScope();

    /// <summary>Whether a term is the section's. Within <see cref="Enter"/>.</summary>
    public bool IsUnder(long term) => term == _term;

    public SectionLease Acquire(SectionHolder holder, TimeSpan lease, TimeProvider time)
    {
        using (_gate.EnterScope())
        {
            if (holder != _holder && !MayTake(holder, time))
                return Describe(time);
            if (holder != _holder)
                _term++;
            (_holder, _taken, _lease) = (holder, time.GetTimestamp(), lease);
            return Describe(time);
        }
    }

    public void Release(SectionHolder holder)
    {
        using (_gate.EnterScope())
        {
            if (holder != _holder)
                return;
            _holder = null;
            _term++;
        }
    }

    public SectionLease Read(TimeProvider time)
    {
        using (_gate.EnterScope())
            return Describe(time);
    }

    private bool MayTake(SectionHolder holder, TimeProvider time) =>
        _holder is not { } other || Left(time) == TimeSpan.Zero || (other.Node == holder.Node && other.BootId < holder.BootId);

    private SectionLease Describe(TimeProvider time) => new(number, _holder, _term, Left(time));

    private TimeSpan Left(TimeProvider time)
    {
        if (_holder is null)
            return TimeSpan.Zero;
        var left = _lease - time.GetElapsedTime(_taken);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
