namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The feed in the file.</summary>
internal sealed class SqliteFeedStore(SqliteDatabase database) : IFeedStore
{
    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        StoreArguments.RequireReservation(section, count);
        return database.WriteAsync(static (session, what) => session.Feed.Reserve(what.section, what.count), (section, count), cancel);
    }

    public ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rows);
        StoreArguments.RequireSection(under.Number);
        return database.WritePatientlyAsync(Leases.WriteFeed, (rows, under), cancel);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<FeedRow> (session, what) => session.Feed.Since(what.tenant, what.user, what.since, what.limit),
            (tenant, user, since, limit), cancel);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<FeedRow> (session, what) => session.Feed.Recent(what.tenant, what.user, what.kind, what.before, what.limit),
            (tenant, user, kind, before, limit), cancel);
    }

    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        database.ReadAsync(static (session, what) => session.Feed.Version(what.tenant, what.user), (tenant, user), cancel);
}
