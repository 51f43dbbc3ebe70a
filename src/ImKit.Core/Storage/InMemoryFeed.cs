namespace ImKit.Storage;

/// <summary>One user's feed: a map, and its rows in a list by version. Any thread; one lock.</summary>
/// <remarks>A newer version almost always goes to the end of the list, and a reader starts there: both cost what changed, not what is.</remarks>
internal sealed class InMemoryFeed(TenantId tenant, UserId user)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(FeedKind Kind, ConversationId Conversation), LinkedListNode<FeedRow>> _rows = [];
    private readonly LinkedList<FeedRow> _byVersion = new();

    /// <summary>The highest version; 0 if there is no row.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
                return _byVersion.Last?.Value.Version ?? 0;
        }
    }

    public void Write(FeedRow row)
    {
        lock (_gate)
        {
            if (!_rows.TryGetValue((row.Kind, row.Conversation), out var node))
                _rows.Add((row.Kind, row.Conversation), node = new LinkedListNode<FeedRow>(row));
            else if (row.Version <= node.Value.Version)
                return;
            else
                _byVersion.Remove(node);
            // The owner's identifiers are kept once, not once per row.
            node.Value = row with { Tenant = tenant, User = user };
            Place(node);
        }
    }

    public FeedRow[] ReadSince(long since, int limit)
    {
        lock (_gate)
        {
            var first = _byVersion.Last;
            while (first?.Previous is { } previous && previous.Value.Version > since)
                first = previous;
            var rows = new List<FeedRow>();
            for (var node = first; node is not null && rows.Count < limit; node = node.Next)
            {
                if (node.Value.Version > since)
                    rows.Add(node.Value);
            }

            return [.. rows];
        }
    }

    public FeedRow[] ReadRecent(FeedKind kind, long before, int limit)
    {
        lock (_gate)
        {
            var rows = new List<FeedRow>();
            for (var node = _byVersion.Last; node is not null && rows.Count < limit; node = node.Previous)
            {
                if (node.Value.Kind == kind && node.Value.Version < before)
                    rows.Add(node.Value);
            }

            return [.. rows];
        }
    }

    private void Place(LinkedListNode<FeedRow> node)
    {
        var after = _byVersion.Last;
        while (after is not null && after.Value.Version > node.Value.Version)
            after = after.Previous;
        if (after is null)
            _byVersion.AddFirst(node);
        else
            _byVersion.AddAfter(after, node);
    }
}
