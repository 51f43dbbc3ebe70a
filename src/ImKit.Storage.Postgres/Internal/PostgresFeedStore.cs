namespace ImKit.Storage.Postgres.Internal;

/// <summary>The feed in the database. Writers write few rows each, of one section: those that come together are written together.</summary>
internal sealed class PostgresFeedStore : IFeedStore
{
    private readonly PostgresDatabase _database;
    private readonly FeedTable _feed;
    private readonly Gathered<IReadOnlyList<FeedRow>, bool> _writes;
    private readonly Gathered<(int Section, int Count), long> _reservations;

    public PostgresFeedStore(PostgresDatabase database)
    {
        _database = database;
        _feed = new FeedTable(database.Schema);
        _writes = new(database, _feed.WriteAsync, static rows => rows.Count, StoreArguments.MaxKeys);
        _reservations = new(database, _feed.ReserveAsync, static _ => 1, StoreArguments.MaxKeys);
    }

    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        StoreArguments.RequireReservation(section, count);
        return _reservations.WriteAsync((section, count), cancel);
    }

    public async ValueTask WriteAsync(IReadOnlyList<FeedRow> rows, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rows);
        await _writes.WriteAsync(rows, cancel).ConfigureAwait(false);
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
