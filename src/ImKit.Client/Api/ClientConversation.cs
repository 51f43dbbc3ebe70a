namespace ImKit.Client;

/// <summary>What a member may do.</summary>
public enum ClientRole
{
    /// <summary>Not a member any more.</summary>
    None = 0,

    /// <summary>Reads and sends.</summary>
    Member = 1,

    /// <summary>Adds and removes members too.</summary>
    Admin = 2,

    /// <summary>Everything.</summary>
    Owner = 3,
}

/// <summary>A present member of a conversation.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Role">What they may do.</param>
public readonly record struct ClientMember(string UserId, ClientRole Role);

/// <summary>A conversation as the user sees it now. Immutable; a change makes a new one.</summary>
public sealed record ClientConversation
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The title of a group; empty otherwise.</summary>
    public string Title { get; init; } = "";

    /// <summary>The other user of a direct conversation; empty otherwise.</summary>
    public string Peer { get; init; } = "";

    /// <summary>The log's epoch.</summary>
    public long Epoch { get; init; }

    /// <summary>The place of the last entry.</summary>
    public long HeadSeq { get; init; }

    /// <summary>Countable entries in all.</summary>
    public long HeadOrdinal { get; init; }

    /// <summary>The user's own role.</summary>
    public ClientRole Role { get; init; }

    /// <summary>Nothing up to here is the user's to see.</summary>
    public long Floor { get; init; }

    /// <summary>The furthest place that the user has read or sent on any device.</summary>
    public long Seen { get; init; }

    /// <summary>Countable entries behind <see cref="Seen"/>. Counted by the server; between two of its answers the client counts on.</summary>
    public long Unread { get; init; }

    /// <summary>Present members.</summary>
    public int MemberCount { get; init; }

    /// <summary>The last entry, if the user may see it.</summary>
    public ClientEntry? Last { get; init; }
}
