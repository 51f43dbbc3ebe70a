namespace ImKit.Storage;

/// <summary>One committed entry of a conversation's log.</summary>
public sealed record LogEntry
{
    /// <summary>Place among all entries: dense, from 1, in commit order.</summary>
    public required long Seq { get; init; }

    /// <summary>Countable entries up to and including this one.</summary>
    public required long Ordinal { get; init; }

    /// <summary>The entry's id.</summary>
    public required MessageId Id { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Whether it adds to unread counts. Fixed at append.</summary>
    public required bool Countable { get; init; }

    /// <summary>Who sent it.</summary>
    public required UserId Sender { get; init; }

    /// <summary>The sender's own id of it.</summary>
    public required ClientMsgId ClientMsgId { get; init; }

    /// <summary>Unix milliseconds by the clock of the node that took it. Information, never order.</summary>
    public required long Time { get; init; }

    /// <summary>The entry that this one changes, or refers to; 0 for none.</summary>
    public long TargetSeq { get; init; }

    /// <summary>How often this entry was edited; 0 as sent. With an edit: the version that it gave its target.</summary>
    public int Version { get; init; }

    /// <summary>Whether it was recalled: then it has no body. Edits of a recalled entry have none either.</summary>
    public bool Recalled { get; init; }

    /// <summary>Who is mentioned.</summary>
    public IReadOnlyList<UserId> Mentions { get; init; } = [];

    /// <summary>Whether everybody is mentioned.</summary>
    public bool MentionsAll { get; init; }

    /// <summary>How to read <see cref="Body"/>.</summary>
    public BodyFormat Format { get; init; }

    /// <summary>The bytes as sent, or as last edited.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }
}
