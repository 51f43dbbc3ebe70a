namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>One conversation as the transaction holds it, with what the batch asks of it and makes of it. One append only.</summary>
internal sealed class LogState(ConversationKey key)
{
    private readonly Dictionary<UserId, MemberState> _members = [];
    private readonly Dictionary<(UserId Sender, ClientMsgId Id), KnownKey> _keys = [];
    private Dictionary<long, TargetState>? _targets;

    public ConversationKey Key { get; } = key;

    /// <summary>With what the batch creates it, if it is missing.</summary>
    public ConversationSettings? Create { get; set; }

    /// <summary>The number that stands for tenant and name; 0 if there is no such conversation and the batch makes none.</summary>
    public long Number { get; set; }

    public long Epoch { get; set; }

    public Position Last { get; set; }

    public long LastId { get; set; }

    public int MemberCount { get; set; }

    public SpeakRule Speak { get; set; }

    public bool Dissolved { get; set; }

    public bool IsChanged { get; private set; }

    /// <summary>Whether more has changed than what every entry moves.</summary>
    public bool AreSettingsChanged { get; private set; }

    /// <summary>The new title; null if it stays.</summary>
    public string? NewTitle { get; private set; }

    /// <summary>The host's new text; null if it stays.</summary>
    public string? NewInfo { get; private set; }

    /// <summary>Place of the batch's last entry that mentions everybody; zeros if there is none.</summary>
    public Position NewMentionedAll { get; private set; }

    /// <summary>One that this batch has made only now has a row, and no entry yet: to the items before its creating one it does not exist.</summary>
    public bool Exists => Last.Seq > 0;

    /// <summary>The user's row; one that the batch did not ask for is a mistake of the plan.</summary>
    public MemberState Member(UserId user) => _members[user];

    /// <summary>Asks for a user's row.</summary>
    /// <returns>False if it was asked for already.</returns>
    public bool TryAsk(UserId user) => _members.TryAdd(user, new MemberState(this, user));

    /// <summary>An entry that the batch would change; one that it did not ask for is a mistake of the plan.</summary>
    public TargetState Target(long seq) => _targets![seq];

    /// <summary>Asks for an entry.</summary>
    /// <returns>False if it was asked for already.</returns>
    public bool TryAskTarget(long seq, out TargetState target)
    {
        _targets ??= [];
        if (_targets.TryGetValue(seq, out target!))
            return false;
        _targets.Add(seq, target = new TargetState(this, seq));
        return true;
    }

    /// <summary>Another entry is the last now; later items may change it.</summary>
    public void SetLast(AppendRequest request, Position place)
    {
        Last = place;
        LastId = request.Id.Value;
        IsChanged = true;
        if (_targets?.GetValueOrDefault(place.Seq) is { } asked)
            asked.SetNew(request, place);
    }

    public void Change(SettingsChange change)
    {
        NewTitle = change.Title ?? NewTitle;
        NewInfo = change.Info ?? NewInfo;
        Speak = change.Speak ?? Speak;
        Dissolved |= change.Dissolve;
        AreSettingsChanged = true;
    }

    public void MentionAll(Position place)
    {
        NewMentionedAll = place;
        AreSettingsChanged = true;
    }

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

    /// <summary><see cref="MemberRole.None"/> also where there is no row.</summary>
    public MemberRole Role { get; set; }

    public Position Floor { get; set; }

    public Position LastSent { get; set; }
}
