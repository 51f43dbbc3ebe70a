namespace ThirdParty.Store;

public sealed partial class JournalStore
{
    /// <inheritdoc/>
    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        StoreArguments.RequireReservation(section, count);
        return new(Change<long>(new JournalLine { Reserved = new JournalRange(section, count) }));
    }

    /// <inheritdoc/>
    public ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rows);
        StoreArguments.RequireSection(under.Number);
        lock (_gate)
        {
            if (_state.TermOf(SectionKind.Feed, under.Number) != under.Term)
                return new(FencedStatus.Refused);
            Change<object?>(new JournalLine { Feed = [.. rows.Select(JournalFeedRow.Of)] });
            return new(FencedStatus.Written);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<FeedRow[]>(state =>
            [.. RowsOf(state, tenant, user).Where(row => row.Version > since).OrderBy(row => row.Version).Take(limit)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<FeedRow[]>(state =>
        [
            .. RowsOf(state, tenant, user).Where(row => row.Kind == kind && row.Version < before)
                .OrderByDescending(row => row.Version).Take(limit),
        ]));
    }

    /// <inheritdoc/>
    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        new(Read(state => RowsOf(state, tenant, user).Select(row => row.Version).DefaultIfEmpty().Max()));

    private static IEnumerable<FeedRow> RowsOf(JournalState state, TenantId tenant, UserId user) =>
        state.Feed.Values.Where(row => row.Tenant == tenant && row.User == user);
}
