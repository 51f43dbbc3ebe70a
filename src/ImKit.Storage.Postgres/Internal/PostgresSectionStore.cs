namespace ImKit.Storage.Postgres.Internal;

/// <summary>Sections in the database.</summary>
internal sealed class PostgresSectionStore(PostgresDatabase database) : ISectionStore
{
    private readonly SectionTable _sections = new(database.Schema);

    public ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        StoreArguments.RequireLease(lease);
        return database.WriteAsync(_sections.AcquireAsync, (kind, numbers, holder, lease), cancel);
    }

    public async ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        await database.WriteAsync(_sections.ReleaseAsync, (kind, numbers, holder), cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel)
    {
        StoreArguments.RequireKind(kind);
        return database.ReadAsync(_sections.ReadAsync, kind, cancel);
    }
}
