namespace ImKit.Client;

/// <summary>What an entry of a conversation is. A server may use kinds that are not listed: they count for the position like any other, and are shown as unsupported.</summary>
public enum ClientEntryKind
{
    /// <summary>A placeholder: an entry that the user removed for themself or may not see. It counts for the position; show nothing.</summary>
    Unspecified = 0,

    /// <summary>A message of a user.</summary>
    Message = 1,

    /// <summary>The conversation was created; JSON <c>{"title","users"}</c>.</summary>
    Created = 2,

    /// <summary>Members joined or were added; JSON <c>{"users"}</c>.</summary>
    MembersAdded = 3,

    /// <summary>Members left or were removed; JSON <c>{"users"}</c>.</summary>
    MembersRemoved = 4,

    /// <summary>The message at <see cref="ClientEntry.TargetSeq"/> has this entry's body and version now, if the version is above the one shown.</summary>
    Edited = 5,

    /// <summary>The message at <see cref="ClientEntry.TargetSeq"/> was taken back: show nothing of what it said, nor of its edits.</summary>
    Recalled = 6,

    /// <summary>The sender reacted to the entry at <see cref="ClientEntry.TargetSeq"/>; the body is the reaction.</summary>
    ReactionAdded = 7,

    /// <summary>The sender took the reaction in the body back.</summary>
    ReactionRemoved = 8,

    /// <summary>The lowest number that is the host's own.</summary>
    FirstOfHost = 100,
}

/// <summary>How often an entry got one reaction.</summary>
/// <param name="Key">The reaction.</param>
/// <param name="Count">How many users gave it.</param>
/// <param name="Mine">The reader is one of them.</param>
public readonly record struct ClientReaction(string Key, int Count, bool Mine);

/// <summary>One entry of a conversation's log. Immutable.</summary>
public sealed record ClientEntry
{
    /// <summary>Its place: 1, 2, 3, … in its conversation; the only order.</summary>
    public required long Seq { get; init; }

    /// <summary>Countable entries up to here.</summary>
    public long Ordinal { get; init; }

    /// <summary>Its id; for reference, never for order.</summary>
    public required long Id { get; init; }

    /// <summary>What it is.</summary>
    public ClientEntryKind Kind { get; init; }

    /// <summary>Whether it adds to unread counts.</summary>
    public bool Countable { get; init; }

    /// <summary>Who sent it.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The sender's own id of it.</summary>
    public string ClientMsgId { get; init; } = "";

    /// <summary>When, by the server's clock; information, never order.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The entry that this one changes or answers; 0 for none.</summary>
    public long TargetSeq { get; init; }

    /// <summary>How often the entry was edited; of an edit, the version that its target has by it.</summary>
    public int Version { get; init; }

    /// <summary>It was taken back: it has no body any more.</summary>
    public bool Recalled { get; init; }

    /// <summary>What it says.</summary>
    public ClientBody Body { get; init; } = ClientBody.None;

    /// <summary>How it was reacted to when it was read, by reaction; empty in what was pushed, where entries of kind <see cref="ClientEntryKind.ReactionAdded"/> and <see cref="ClientEntryKind.ReactionRemoved"/> follow.
    /// Who shows every entry behind this one counts those alone: they are all that was ever said of it.</summary>
    public IReadOnlyList<ClientReaction> Reactions { get; init; } = [];
}
