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

/// <summary>A push of the host's own operations.</summary>
/// <param name="Operation">Its number.</param>
/// <param name="Body">Its body, as the host defines it.</param>
public sealed record ClientPush(int Operation, ReadOnlyMemory<byte> Body);
