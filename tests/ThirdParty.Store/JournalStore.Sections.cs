namespace ThirdParty.Store;

public sealed partial class JournalStore
{
    // Only changes of holder stand in the journal. After a crash every lease has ended, which the contract allows; the terms are there.
    private readonly Dictionary<(SectionKind, int), (long Since, TimeSpan Lease)> _leases = [];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        StoreArguments.RequireLease(lease);
        lock (_gate)
        {
            var mine = numbers.Where(number => MayTake(Describe(kind, number), holder)).ToArray();
            SetHolder(kind, [.. mine.Where(number => Describe(kind, number).Holder != holder)], holder);
            foreach (var number in mine)
                _leases[(kind, number)] = (_time.GetTimestamp(), lease);
            return new(numbers.Select(number => Describe(kind, number)).ToArray());
        }
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        lock (_gate)
            SetHolder(kind, [.. numbers.Where(number => Describe(kind, number).Holder == holder)], null);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel)
    {
        StoreArguments.RequireKind(kind);
        lock (_gate)
            return new(Enumerable.Range(0, Sections.Count).Select(number => Describe(kind, number)).ToArray());
    }

    private static bool MayTake(SectionLease lease, SectionHolder holder) =>
        lease.Holder is not { } other || other == holder || lease.Remaining == TimeSpan.Zero || (other.Node == holder.Node && other.BootId < holder.BootId);

    private void SetHolder(SectionKind kind, int[] numbers, SectionHolder? holder)
    {
        if (numbers.Length > 0)
            Change<object?>(new JournalLine { Sections = new JournalSections((int)kind, numbers, holder?.Node.Value ?? "", holder?.BootId ?? 0) });
    }

    private SectionLease Describe(SectionKind kind, int number)
    {
        var (holder, term) = _state.SectionOf(kind, number);
        var left = holder is not null && _leases.TryGetValue((kind, number), out var lease)
            ? lease.Lease - _time.GetElapsedTime(lease.Since)
            : TimeSpan.Zero;
        return new SectionLease(number, holder, term, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }
}
