using System.Collections.Concurrent;

namespace ImKit.Storage;

/// <summary>The feed in memory. Answers synchronously.</summary>
internal sealed class InMemoryFeedStore(InMemorySections sections) : IFeedStore
{
    private readonly ConcurrentDictionary<(TenantId Tenant, UserId User), InMemoryFeed> _feeds = new();
    private readonly long[] _ceilings = new long[StoreArguments.FeedSections];

    public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel)
    {
        StoreArguments.RequireReservation(section, count);
        return new(Interlocked.Add(ref _ceilings[section], count) - count + 1);
    }

    public ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rows);
        StoreArguments.RequireSection(under.Number);
        var section = sections.Find(SectionKind.Feed, under.Number);
        using (section.Enter())
        {
            if (!section.IsUnder(under.Term))
                return new(FencedStatus.Refused);
            for (var i = 0; i < rows.Count; i++)
                _feeds.GetOrAdd((rows[i].Tenant, rows[i].User), static owner => new InMemoryFeed(owner.Tenant, owner.User)).Write(rows[i]);
            return new(FencedStatus.Written);
        }
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(_feeds.GetValueOrDefault((tenant, user))?.ReadSince(since, limit) ?? []);
    }

    public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(_feeds.GetValueOrDefault((tenant, user))?.ReadRecent(kind, before, limit) ?? []);
    }

    public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        new(_feeds.GetValueOrDefault((tenant, user))?.Version ?? 0);
}
