namespace ImKit.Storage;

/// <summary>What a member may do. Numbers are stored and never reused.</summary>
public enum MemberRole
{
    /// <summary>Not a member any more; the row stays so that devices learn of it.</summary>
    None = 0,

    /// <summary>Reads and writes.</summary>
    Member = 1,

    /// <summary>Also adds and removes members.</summary>
    Admin = 2,

    /// <summary>Also decides over the conversation itself.</summary>
    Owner = 3,

    /// <summary>A member who reads and may not speak.</summary>
    Muted = 4,

    /// <summary>Not a member, and not to become one before the ban is lifted (the role becomes <see cref="None"/>).</summary>
    Banned = 5,
}

/// <summary>One change of membership that rides on an append.</summary>
/// <param name="User">Who.</param>
/// <param name="Role">The role from now on; <see cref="MemberRole.None"/> removes, <see cref="MemberRole.Banned"/> removes and leaves a row, also of
/// one who never was a member. A user who was no member joins, also
/// again: their floor becomes the place before the entry, what an earlier membership has read and sent stays. A present member keeps floor
/// and cursors. Removing a user who is not a present member changes nothing and leaves no row, save that it lifts a ban; a banned user does not
/// join where joins of present members change nothing either (<see cref="AppendRequest.Members"/>).</param>
public readonly record struct MemberChange(UserId User, MemberRole Role);

/// <summary>One user's row in one conversation: membership and this user's own places in the log.</summary>
public sealed record Member
{
    /// <summary>Who.</summary>
    public required UserId User { get; init; }

    /// <summary>Role now.</summary>
    public required MemberRole Role { get; init; }

    /// <summary>The place before the entry that made them join: nothing up to here is theirs to read.</summary>
    public required Position Floor { get; init; }

    /// <summary>The furthest place read on any device.</summary>
    public required Position Read { get; init; }

    /// <summary>Their own last countable entry; zeros while there is none. An entry of a sender who has no row moves nothing.</summary>
    public required Position LastSent { get; init; }

    /// <summary>What the user has cleared away: nothing up to here is theirs to read any more. Zeros while nothing is.</summary>
    public Position ClearedTo { get; init; }

    /// <summary>The head when the user hid the conversation from their list; zeros while it is not hidden. A countable entry after it shows it again.</summary>
    public Position HiddenTo { get; init; }

    /// <summary>Whether it adds nothing to the badge.</summary>
    public bool Muted { get; init; }

    /// <summary>Whether it stands first in the list.</summary>
    public bool Pinned { get; init; }

    /// <summary>Whether the user wants it shown as unread; reading takes it back.</summary>
    public bool MarkedUnread { get; init; }

    /// <summary>What the user began to write; empty for nothing.</summary>
    public string Draft { get; init; } = "";

    /// <summary>max(<see cref="Floor"/>, <see cref="ClearedTo"/>): nothing up to here can be read by this user.</summary>
    public Position Start => Position.Max(Floor, ClearedTo);

    /// <summary>max(<see cref="Start"/>, <see cref="Read"/>, <see cref="LastSent"/>): where unread begins.</summary>
    public Position Seen => Position.Max(Start, Position.Max(Read, LastSent));

    /// <summary>Countable entries after <see cref="Seen"/>, those removed since included (<see cref="IConversationStore.CountRemovedAsync"/>).</summary>
    /// <param name="head">The log's head.</param>
    public long Unread(Position head) => Math.Max(0, head.Ordinal - Seen.Ordinal);

    /// <summary>Whether the conversation is hidden while its head is this.</summary>
    /// <param name="head">The log's head.</param>
    public bool IsHidden(Position head) => HiddenTo.Seq > 0 && head.Ordinal <= HiddenTo.Ordinal;
}

/// <summary>A user's own changes of their row in a conversation; null leaves a setting as it is.</summary>
public sealed record MemberUpdate
{
    /// <summary>Clears the user's view up to and including this seq: merges by maximum, clamps to the head; 0 clears nothing.</summary>
    public long ClearTo { get; init; }

    /// <summary>Hides the conversation as of the head, or shows it again.</summary>
    public bool? Hidden { get; init; }

    /// <summary>See <see cref="Member.Muted"/>.</summary>
    public bool? Muted { get; init; }

    /// <summary>See <see cref="Member.Pinned"/>.</summary>
    public bool? Pinned { get; init; }

    /// <summary>See <see cref="Member.MarkedUnread"/>.</summary>
    public bool? MarkedUnread { get; init; }

    /// <summary>See <see cref="Member.Draft"/>; at most 4096 characters.</summary>
    public string? Draft { get; init; }
}

/// <summary>A range of countable entries of one conversation: ordinals above <paramref name="After"/> up to and including <paramref name="Through"/>.</summary>
/// <param name="Conversation">Which.</param>
/// <param name="After">The last ordinal not in it.</param>
/// <param name="Through">The last ordinal in it.</param>
public readonly record struct OrdinalRange(ConversationId Conversation, long After, long Through);

/// <summary>Mentions of one user in a range.</summary>
/// <param name="Count">How many entries mention them by name.</param>
/// <param name="LastSeq">The last of these; 0 if there is none.</param>
public readonly record struct MentionCount(int Count, long LastSeq);
