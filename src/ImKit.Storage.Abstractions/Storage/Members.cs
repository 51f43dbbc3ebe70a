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
}

/// <summary>One change of membership that rides on an append.</summary>
/// <param name="User">Who.</param>
/// <param name="Role">The role from now on; <see cref="MemberRole.None"/> removes. A user who was no member joins, also
/// again: their floor becomes the place before the entry, what an earlier membership has read and sent stays. A present member keeps floor
/// and cursors. Removing a user who is not a present member changes nothing and leaves no row.</param>
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

    /// <summary>max(<see cref="Floor"/>, <see cref="Read"/>, <see cref="LastSent"/>): where unread begins.</summary>
    public Position Seen => Position.Max(Floor, Position.Max(Read, LastSent));

    /// <summary>Countable entries after <see cref="Seen"/>.</summary>
    /// <param name="head">The log's head.</param>
    public long Unread(Position head) => Math.Max(0, head.Ordinal - Seen.Ordinal);
}
