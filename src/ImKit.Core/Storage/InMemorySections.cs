namespace ImKit.Storage;

/// <summary>Sections in memory: leases by the process's clock, terms as long as the process lives. Answers synchronously. Any thread.</summary>
internal sealed class InMemorySections(TimeProvider time) : ISectionStore
{
    private readonly InMemorySection[] _feed = [.. Enumerable.Range(0, Sections.Count).Select(static number => new InMemorySection(number))];
    private readonly InMemorySection[] _dispatch = [.. Enumerable.Range(0, Sections.Count).Select(static number => new InMemorySection(number))];

    public InMemorySection Find(SectionKind kind, int number) => Of(kind)[number];

    public ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        StoreArguments.RequireLease(lease);
        var leases = new SectionLease[numbers.Count];
        for (var i = 0; i < leases.Length; i++)
            leases[i] = Find(kind, numbers[i]).Acquire(holder, lease, time);
        return new(leases);
    }

    public ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        foreach (var number in numbers)
            Find(kind, number).Release(holder);
        return default;
    }

    public ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel)
    {
        StoreArguments.RequireKind(kind);
        return new(Array.ConvertAll(Of(kind), section => section.Read(time)));
    }

    private InMemorySection[] Of(SectionKind kind) => kind == SectionKind.Feed ? _feed : _dispatch;
}
