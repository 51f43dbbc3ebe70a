namespace ImKit.Client;

/// <summary>Entries were applied: consecutive, ascending, each once, whichever way they came.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Entries">At least one.</param>
/// <param name="Position">The device's position after them.</param>
public sealed record EntriesApplied(string ConversationId, IReadOnlyList<ClientEntry> Entries, ClientPosition Position);

/// <summary>Why everything that a device has of a conversation is to be dropped.</summary>
public enum DropReason
{
    /// <summary>The log is another, or goes on elsewhere: it is loaded again at once.</summary>
    Reset = 0,

    /// <summary>The user is not a member any more.</summary>
    Left = 1,
}

/// <summary>What the device has of a conversation is not valid any more.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Reason">Why.</param>
public sealed record ConversationDropped(string ConversationId, DropReason Reason);

/// <summary>The user has removed entries of a conversation for themself, on any device: show nothing of them.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Seqs">All that are removed, ascending; also those that were told before.</param>
public sealed record EntriesRemoved(string ConversationId, IReadOnlyList<long> Seqs);

/// <summary>A push of the host's own operations.</summary>
/// <param name="Operation">Its number.</param>
/// <param name="Body">Its body, as the host defines it.</param>
public sealed record ClientPush(int Operation, ReadOnlyMemory<byte> Body)
{
    /// <summary>The room, where it is one with history: its pushes come each once and in order. Null for all others.</summary>
    public string? Room { get; init; }

    /// <summary>Its place in the room; 0 without one. Dense between two <see cref="RoomReset"/>.</summary>
    public long Seq { get; init; }
}

/// <summary>Pushes to a room with history are lost for this client: the server does not keep them any more, or another server serves it now. What follows is complete again.</summary>
/// <param name="Room">The room.</param>
public sealed record RoomReset(string Room);
