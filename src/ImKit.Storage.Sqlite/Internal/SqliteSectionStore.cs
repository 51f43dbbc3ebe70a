namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Sections in the file. Its processes share one machine, so the machine's clock is the store's.</summary>
internal sealed class SqliteSectionStore(SqliteDatabase database, TimeProvider time) : ISectionStore
{
    public ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        StoreArguments.RequireLease(lease);
        return database.WriteAsync(Leases.Acquire, (kind, numbers, holder, lease, time), cancel);
    }

    public async ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel)
    {
        StoreArguments.RequireSections(kind, numbers, holder);
        await database.WriteAsync(Leases.Release, (kind, numbers, holder), cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel)
    {
        StoreArguments.RequireKind(kind);
        return database.ReadAsync(
            static IReadOnlyList<SectionLease> (session, what) =>
                Array.ConvertAll(session.Sections.All(what.kind), row => row.ToLease(what.time.GetUtcNow().ToUnixTimeMilliseconds())),
            (kind, time), cancel);
    }
}
