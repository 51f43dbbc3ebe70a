namespace ImKit.Storage;

/// <summary>One entry to append, with everything that must become visible together with it.</summary>
public sealed record AppendRequest
{
    /// <summary>The log.</summary>
    public required ConversationKey Conversation { get; init; }

    /// <summary>The id the entry will have if it is new.</summary>
    public required MessageId Id { get; init; }

    /// <summary>Who sends.</summary>
    public required UserId Sender { get; init; }

    /// <summary>With tenant, conversation and sender the dedup key.</summary>
    public required ClientMsgId ClientMsgId { get; init; }

    /// <summary>SHA-256 of what the sender asked for (32 bytes): another hash under the same dedup key is a conflict.</summary>
    public required ReadOnlyMemory<byte> PayloadHash { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Whether the entry raises the ordinal.</summary>
    public required bool Countable { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Time { get; init; }

    /// <summary>The entry that this one changes, or refers to (<see cref="EntryRules.ChangesTarget"/>); 0 for none.</summary>
    public long TargetSeq { get; init; }

    /// <summary>For an edit: the version that the target has to have at commit; null for any.</summary>
    public int? TargetVersion { get; init; }

    /// <summary>How to read <see cref="Body"/>.</summary>
    public BodyFormat Format { get; init; }

    /// <summary>The bytes; the store copies or keeps them, the caller does not change them.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>If set, a missing conversation is created with these settings in the same commit. An existing one is left as it is.</summary>
    public ConversationSettings? Create { get; init; }

    /// <summary>Changes of membership in the same commit, applied in order and only if the entry is committed as new. For a conversation
    /// that <see cref="Create"/> found existing, joins of present members change nothing, not even the role; all else applies.</summary>
    public IReadOnlyList<MemberChange> Members { get; init; } = [];

    /// <summary>Who is mentioned: at most 100 users. They are stored with the entry, and counted by <see cref="IConversationStore.CountMentionsAsync"/>
    /// if the entry is countable.</summary>
    public IReadOnlyList<UserId> Mentions { get; init; } = [];

    /// <summary>Whether a countable entry mentions everybody: <see cref="ConversationHead.MentionedAll"/> moves to it.</summary>
    public bool MentionsAll { get; init; }

    /// <summary>A change of the conversation's settings in the same commit.</summary>
    public SettingsChange? Settings { get; init; }

    /// <summary>If true the sender has to be a member when the entry is committed, counting <see cref="Members"/> of this request
    /// only where the conversation is created by it; otherwise the outcome is <see cref="AppendStatus.NotMember"/>. And with a kind that <see cref="EntryRules.Speaks">speaks</see> the sender of an
    /// existing conversation has to be one who may; otherwise the outcome is <see cref="AppendStatus.MayNotSpeak"/>.</summary>
    public bool SenderMustBeMember { get; init; }
}
