using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Changes that are written together, each object once. Guarded by its section.</summary>
internal sealed class FeedBatch
{
    private readonly Dictionary<FeedChange, FeedSlot> _slots = [];
    private readonly List<(FeedTicket Ticket, FeedSlot Slot)> _tickets = [];
    private long _order;

    public int Count => _slots.Count;

    public int Tickets => _tickets.Count;

    public void Add(FeedChange change, bool announce, FeedTicket ticket)
    {
        if (!_slots.TryGetValue(change, out var slot))
            _slots.Add(change, slot = new FeedSlot(change));
        // A change that comes again moves to the end: the order of versions is that of the latest activity.
        slot.Order = _order++;
        slot.Announce |= announce;
        _tickets.Add((ticket, slot));
    }

    /// <summary>The changes in order of activity, in pieces that a store takes at once.</summary>
    public IEnumerable<FeedSlot[]> InOrder()
    {
        FeedSlot[] slots = [.. _slots.Values];
        Array.Sort(slots, static (one, other) => one.Order.CompareTo(other.Order));
        return slots.Length <= StoreArguments.MaxKeys ? [slots] : slots.Chunk(StoreArguments.MaxKeys);
    }

    /// <summary>Per user the newest version, and whether their sessions are told by a push. Without what the holder of the section has told already.</summary>
    public IEnumerable<FeedNews> News()
    {
        if (_slots.Count == 1)
            return _slots.Values.First() is { IsReported: false } only ? [only.News] : [];
        var news = new Dictionary<(TenantId, UserId), FeedNews>(_slots.Count);
        foreach (var slot in _slots.Values)
        {
            if (slot.IsReported)
                continue;
            var (tenant, user) = (slot.Change.Tenant, slot.Change.User);
            var known = news.GetValueOrDefault((tenant, user));
            news[(tenant, user)] = new FeedNews(tenant, user, Math.Max(known.Version, slot.Version), slot.Announce || known.Announce);
        }

        return news.Values;
    }

    public void CloseTickets()
    {
        foreach (var (ticket, slot) in _tickets)
            ticket.Close(slot.Version);
    }
}

/// <summary>A user's feed has this version now.</summary>
internal readonly record struct FeedNews(TenantId Tenant, UserId User, long Version, bool Announce);

/// <summary>One object of a batch. Guarded by its section.</summary>
internal sealed class FeedSlot(FeedChange change)
{
    public FeedChange Change { get; } = change;

    /// <summary>When it changed last, among the batch's changes.</summary>
    public long Order { get; set; }

    public bool Announce { get; set; }

    public long Version { get; set; }

    /// <summary>Whether the user's sessions know of it: another node has written the row.</summary>
    public bool IsReported { get; set; }

    public FeedNews News => new(Change.Tenant, Change.User, Version, Announce);
}
