namespace ImKit.Storage.Postgres.Internal;

/// <summary>The feed in the database. Writers write few rows each, of one section: those that come together are written together.</summary>
internal sealed class PostgresFeedStore : IFeedStore
{
    private readonly PostgresDatabase _database;
    private readonly FeedTable _feed;
    private readonly Gathered<FencedRows, FencedStatus> _writes;
    private readonly Gathered<(int Section, int Count), long> _reservations;

    public PostgresFeedStore(PostgresDatabase database)
    {
        _database = database;
        _feed = new FeedTable(database.Schema);
        _writes = new(database, new FeedRows(database.Schema).WriteAsync, static call => call.Rows.Count, StoreArguments.MaxKeys);
        _reservations = new(database, _feed.ReserveAsync, static _ => 1, StoreArguments.MaxKeys);
    }

    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        StoreArguments.RequireReservation(section, count);
        return _reservations.WriteAsync((section, count), cancel);
    }

    public ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rows);
        StoreArguments.RequireSection(under.Number);
        return _writes.WriteAsync(new FencedRows(rows, under), cancel);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return _database.ReadAsync(_feed.SinceAsync, (tenant, user, since, limit), cancel);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return _database.ReadAsync(_feed.RecentAsync, (tenant, user, kind, before, limit), cancel);
    }

    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        _database.ReadAsync(_feed.VersionAsync, (tenant, user), cancel);
}
