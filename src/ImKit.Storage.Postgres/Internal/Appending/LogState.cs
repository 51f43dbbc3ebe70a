namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>One conversation as the transaction holds it, with what the batch asks of it and makes of it. One append only.</summary>
internal sealed class LogState(ConversationKey key)
{
    private readonly Dictionary<UserId, MemberState> _members = [];
    private readonly Dictionary<(UserId Sender, ClientMsgId Id), KnownKey> _keys = [];

    public ConversationKey Key { get; } = key;

    /// <summary>With what the batch creates it, if it is missing.</summary>
    public ConversationSettings? Create { get; set; }

    /// <summary>The number that stands for tenant and name; 0 if there is no such conversation and the batch makes none.</summary>
    public long Number { get; set; }

    public long Epoch { get; set; }

    public Position Last { get; set; }

    public long LastId { get; set; }

    public int MemberCount { get; set; }

    public bool IsChanged { get; set; }

    /// <summary>One that this batch has made only now has a row, and no entry yet: to the items before its creating one it does not exist.</summary>
    public bool Exists => Last.Seq > 0;

    public IEnumerable<MemberState> Members => _members.Values;

    /// <summary>The user's row; one that the batch did not ask for is a mistake of the plan.</summary>
    public MemberState Member(UserId user) => _members[user];

    /// <summary>Asks for a user's row.</summary>
    /// <returns>False if it was asked for already.</returns>
    public bool TryAsk(UserId user) => _members.TryAdd(user, new MemberState(this, user));

    public void SetKey(AppendRequest request, KnownKey key) => _keys[(request.Sender, request.ClientMsgId)] = key;

    /// <summary>What the dedup key of a request makes of it; null if nobody has it.</summary>
    public AppendOutcome? FindKey(AppendRequest request)
    {
        if (!_keys.TryGetValue((request.Sender, request.ClientMsgId), out var known))
            return null;
        return known.Hash.Span.SequenceEqual(request.PayloadHash.Span)
            ? new AppendOutcome(AppendStatus.Duplicate, Epoch, known.Position, known.Id, known.Time)
            : AppendOutcome.Refused(AppendStatus.Conflict);
    }
}

/// <summary>What was committed under a dedup key.</summary>
internal readonly record struct KnownKey(ReadOnlyMemory<byte> Hash, Position Position, MessageId Id, long Time);

/// <summary>One user's row in one conversation: as it is, and as the append leaves it.</summary>
internal sealed class MemberState(LogState log, UserId user)
{
    public LogState Log { get; } = log;

    public UserId User { get; } = user;

    /// <summary>Whether the table has a row.</summary>
    public bool IsStored { get; set; }

    /// <summary>Whether there is, or will be, a row.</summary>
    public bool Exists { get; set; }

    public bool IsChanged { get; set; }

    public MemberRole Role { get; set; }

    public Position Floor { get; set; }

    public Position LastSent { get; set; }

    public bool IsPresent => Exists && Role != MemberRole.None;
}
