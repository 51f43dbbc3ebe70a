namespace ImKit.Client;

/// <summary>What a store holds. Immutable.</summary>
/// <param name="FeedVersion">How far the user's feed was read; 0 at the beginning.</param>
/// <param name="Cursors">One for each known conversation.</param>
/// <param name="Outbox">Messages without an acknowledgement, oldest first, each with its id.</param>
public sealed record ClientSnapshot(long FeedVersion, IReadOnlyList<ClientCursor> Cursors, IReadOnlyList<ClientMessage> Outbox)
{
    /// <summary>Of a device that is new.</summary>
    public static ClientSnapshot Empty { get; } = new(0, [], []);
}

/// <summary>A change to keep; what is null or empty stays as it is. Immutable.</summary>
public sealed record ClientChange
{
    /// <summary>How far the feed is read now.</summary>
    public long? FeedVersion { get; init; }

    /// <summary>New or changed cursors.</summary>
    public IReadOnlyList<ClientCursor> Cursors { get; init; } = [];

    /// <summary>Entries that the first of <see cref="Cursors"/> takes in, for stores that keep them; consecutive.</summary>
    public IReadOnlyList<ClientEntry> Entries { get; init; } = [];

    /// <summary>Conversations whose cursor and entries are to be forgotten, before <see cref="Cursors"/> are kept.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>A message to add at the end of the outbox.</summary>
    public ClientMessage? Queued { get; init; }

    /// <summary>The message to take out of the outbox.</summary>
    public ClientMessage? Sent { get; init; }
}
