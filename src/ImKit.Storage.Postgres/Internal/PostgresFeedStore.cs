namespace ImKit.Storage.Postgres.Internal;

/// <summary>The feed in the database.</summary>
internal sealed class PostgresFeedStore(PostgresDatabase database) : IFeedStore
{
    private readonly FeedTable _feed = new(database.Schema);

    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        StoreArguments.RequireReservation(section, count);
        return database.WriteAsync(_feed.ReserveAsync, (section, count), cancel);
    }

    public async ValueTask WriteAsync(IReadOnlyList<FeedRow> rows, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rows);
        await database.WriteAsync(_feed.WriteAsync, rows, cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_feed.SinceAsync, (tenant, user, since, limit), cancel);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_feed.RecentAsync, (tenant, user, kind, before, limit), cancel);
    }

    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        database.ReadAsync(_feed.VersionAsync, (tenant, user), cancel);
}
