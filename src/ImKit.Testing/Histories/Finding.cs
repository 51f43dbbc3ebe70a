namespace ImKit.Testing.Histories;

/// <summary>What can be wrong with histories.</summary>
public enum FindingKind
{
    /// <summary>A message was acknowledged, and nobody shows it.</summary>
    Lost = 0,

    /// <summary>A device shows a message that nobody sent, or with another body.</summary>
    Phantom = 1,

    /// <summary>A device shows a message that was refused for good.</summary>
    AbortedButShown = 2,

    /// <summary>A device shows one message, or one place, twice.</summary>
    Duplicated = 3,

    /// <summary>Two devices, or a device and an acknowledgement, disagree about what stands at a place.</summary>
    InconsistentSeq = 4,

    /// <summary>A device applied entries against their order, or a sender's messages are committed in another order than sent.</summary>
    Reordered = 5,

    /// <summary>A device shows what comes before and after an entry, but not the entry.</summary>
    GapNeverFilled = 6,

    /// <summary>A device ended before the last entry of a conversation that its user may see.</summary>
    Stale = 7,

    /// <summary>Two devices of a user ended with different conversations, places, floors, read marks or unread counts.</summary>
    Diverged = 8,

    /// <summary>A device shows an entry of a time at which its user was no member.</summary>
    Leaked = 9,

    /// <summary>An unread count is not what the entries behind the read mark add up to, or the mark is behind what was read.</summary>
    WrongUnread = 10,

    /// <summary>A device shows, or a full read brings, what a recalled message or an edit of it said.</summary>
    Unrecalled = 11,

    /// <summary>A message says something else than its last edit, fell back behind an edit that the device had seen, or was edited twice from one version or after it was recalled.</summary>
    Misedited = 12,

    /// <summary>A device got a placeholder for an entry that its user may see, or was told that one is removed or cleared, and the user has asked for nothing of the kind.</summary>
    Hidden = 13,

    /// <summary>What a user has cleared, or removed for themself, is still there on one of their devices or in a full read, or came again.</summary>
    Unhidden = 14,

    /// <summary>A reaction stands twice, was taken back without being there, came after the recall, or is counted otherwise than its entries say.</summary>
    Misreacted = 15,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Device">Where it was seen.</param>
/// <param name="Conversation">In which conversation; empty if in none.</param>
/// <param name="Detail">The particulars.</param>
public sealed record Finding(FindingKind Kind, string Device, string Conversation, string Detail)
{
    /// <summary>On one line.</summary>
    public override string ToString() => $"{Kind}: {Device} {Conversation}: {Detail}";
}
