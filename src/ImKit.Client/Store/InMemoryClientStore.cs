namespace ImKit.Client;

/// <summary>Keeps cursors and the outbox in memory; entries are not kept. Any thread.</summary>
public sealed class InMemoryClientStore : IClientStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ClientCursor> _cursors = [];
    private readonly List<ClientMessage> _outbox = [];
    private long _feed;

    /// <summary>An empty store, or one that begins with a copy.</summary>
    public InMemoryClientStore(ClientSnapshot? from = null)
    {
        from ??= ClientSnapshot.Empty;
        _feed = from.FeedVersion;
        foreach (var cursor in from.Cursors)
            _cursors[cursor.ConversationId] = cursor;
        _outbox.AddRange(from.Outbox);
    }

    /// <summary>A copy of what it holds now.</summary>
    public ClientSnapshot Snapshot()
    {
        lock (_lock)
            return new ClientSnapshot(_feed, [.. _cursors.Values], [.. _outbox]);
    }

    /// <inheritdoc/>
    public ValueTask<ClientSnapshot> LoadAsync(CancellationToken cancel) => new(Snapshot());

    /// <inheritdoc/>
    public ValueTask SaveAsync(ClientChange change, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_lock)
        {
            _feed = change.FeedVersion ?? _feed;
            foreach (var dropped in change.Dropped)
                _cursors.Remove(dropped);
            foreach (var cursor in change.Cursors)
                _cursors[cursor.ConversationId] = cursor;
            if (change.Queued is { } queued)
                _outbox.Add(queued);
            if (change.Sent is { } sent)
                _outbox.RemoveAll(message => message.ClientMsgId == sent.ClientMsgId && message.ConversationId == sent.ConversationId && message.ToUser == sent.ToUser);
        }

        return ValueTask.CompletedTask;
    }
}
