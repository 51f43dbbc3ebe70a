namespace ImKit;

/// <summary>Conversations.</summary>
public sealed class MessagingOptions
{
    /// <summary>The longest body in bytes. Default 16,384.</summary>
    public int MaxBodyBytes { get; set; } = 16384;

    /// <summary>Appends to the store that may be under way at once; one conversation is in one of them. Each takes all that waits, so a second one begins
    /// only where it is worth it: the store answers within a millisecond, 64 requests wait, or hardly any. 1 to 1024; default 4.</summary>
    public int MaxAppends { get; set; } = 4;

    /// <summary>Sends that may wait for an append; further ones are told <see cref="ImError.Busy"/>. Default 16,384.</summary>
    public int AppendQueue { get; set; } = 16384;

    /// <summary>Entries committed but not yet dispatched that one section of the outbox may hold; beyond it sends are told
    /// <see cref="ImError.Busy"/>. Default 4096.</summary>
    public int DispatchQueue { get; set; } = 4096;

    /// <summary>How long one call to a store may take before the outcome is reported as unknown. Default 10 s.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Members from which a group no longer gets a feed row per member. Default 500.</summary>
    public int LargeGroup { get; set; } = 500;

    /// <summary>Large groups that one connection is told of by its heartbeats; 0 turns that off. At most 1000. Default 100.</summary>
    public int AttachedGroups { get; set; } = 100;

    /// <summary>How often the node reads where the large groups end that its connections are attached to: how old what a heartbeat tells may be.
    /// Default 5 s.</summary>
    public TimeSpan HeadsInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Entries that may be pushed to a connection that acknowledges and are not acknowledged; beyond it entries are left out until it has
    /// acknowledged all. 1 to 4096. Default 256.</summary>
    public int AckWindow { get; set; } = 256;

    /// <summary>How long after its time a message may be edited by its sender; <see cref="Timeout.InfiniteTimeSpan"/> for always, 0 for never. Default 15 min.</summary>
    public TimeSpan EditWithin { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long after its time a message may be recalled by its sender; <see cref="Timeout.InfiniteTimeSpan"/> for always, 0 for never. Owners
    /// and admins of a group recall any at any time. Default 2 min.</summary>
    public TimeSpan RecallWithin { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Different reactions that one entry may have. Default 20.</summary>
    public int MaxReactionKeys { get; set; } = 20;

    /// <summary>Conversations that a user may pin, at most 500. Default 50.</summary>
    public int MaxPinned { get; set; } = 50;

    /// <summary>Conversations that a badge sums up: those with the latest activity. Default 1000.</summary>
    public int BadgeConversations { get; set; } = 1000;

    /// <summary>How long this node may rely on what it read about a block; one that is set on this node holds at once. 0 asks the store at every direct
    /// send. Default 30 s.</summary>
    public TimeSpan BlockCacheTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The host's own kinds of entries, by number from 100 on. A kind that is not declared is refused. Default none.</summary>
    public IDictionary<int, CustomKind> Kinds { get; } = new Dictionary<int, CustomKind>();
}

/// <summary>One of the host's own kinds of entries.</summary>
public sealed class CustomKind
{
    /// <summary>Whether its entries add to unread counts. Fixed with each entry when it is stored. Default false.</summary>
    public bool Countable { get; set; }

    /// <summary>Whether clients may send it; otherwise the host alone. Default false.</summary>
    public bool FromClients { get; set; }
}
