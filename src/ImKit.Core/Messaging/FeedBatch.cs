using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Changes that are written together, each object once. Guarded by its section.</summary>
internal sealed class FeedBatch
{
    private readonly Dictionary<FeedChange, (long Order, bool Announce)> _changes = [];
    private readonly List<(FeedTicket Ticket, FeedChange Change)> _tickets = [];
    private readonly Dictionary<FeedChange, long> _versions = [];
    private long _order;

    public int Count => _changes.Count;

    public int Tickets => _tickets.Count;

    public void Add(FeedChange change, bool announce, FeedTicket ticket)
    {
        // A change that comes again moves to the end: the order of versions is that of the latest activity.
        var known = _changes.TryGetValue(change, out var before) && before.Announce;
        _changes[change] = (_order++, announce || known);
        _tickets.Add((ticket, change));
    }

    /// <summary>The changes in order of activity, in pieces that a store takes at once.</summary>
    public IEnumerable<FeedChange[]> InOrder() =>
        _changes.OrderBy(static change => change.Value.Order).Select(static change => change.Key).Chunk(StoreArguments.MaxKeys);

    public void Written(IReadOnlyList<FeedRow> rows)
    {
        foreach (var row in rows)
            _versions[new FeedChange(row.Tenant, row.User, row.Kind, row.Conversation)] = row.Version;
    }

    /// <summary>Per user the newest version, and whether their sessions are told by a push.</summary>
    public IEnumerable<FeedNews> News()
    {
        var news = new Dictionary<(TenantId, UserId), FeedNews>();
        foreach (var (change, version) in _versions)
        {
            var announce = _changes[change].Announce;
            var known = news.GetValueOrDefault((change.Tenant, change.User));
            news[(change.Tenant, change.User)] =
                new FeedNews(change.Tenant, change.User, Math.Max(known.Version, version), announce || known.Announce);
        }

        return news.Values;
    }

    public void CloseTickets()
    {
        foreach (var (ticket, change) in _tickets)
            ticket.Close(_versions[change]);
    }
}

/// <summary>A user's feed has this version now.</summary>
internal readonly record struct FeedNews(TenantId Tenant, UserId User, long Version, bool Announce);
