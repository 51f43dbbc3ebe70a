namespace ImKit.TestKit.Generated;

/// <summary>One conversation as the contracts describe it, written for reading, not for speed. Nothing is ever taken out of its lists.</summary>
internal sealed partial class ReferenceLog(ConversationKey key, ConversationSettings settings)
{
    private ConversationSettings _settings = settings;
    private Position _mentionedAll;
    private long _trimmed;

    /// <summary>Every entry, those that are trimmed too.</summary>
    public List<LogEntry> Entries { get; } = [];

    public IEnumerable<LogEntry> Readable => Entries.Where(entry => entry.Seq > _trimmed);

    public Dictionary<(UserId, ClientMsgId), (byte[] Hash, AppendOutcome Outcome)> Keys { get; } = [];

    public Dictionary<UserId, Member> Members { get; } = [];

    public long Dispatched { get; set; }

    public bool Dissolved { get; private set; }

    public Position Last => Entries.Count == 0 ? default : PlaceOf(Entries[^1]);

    public ConversationHead Head() => new()
    {
        Conversation = key,
        Epoch = _settings.Epoch,
        Last = Last,
        LastId = Entries[^1].Id,
        Trimmed = _trimmed == 0 ? default : PlaceOf(Entries[(int)_trimmed - 1]),
        TrimmedId = _trimmed == 0 ? default : Entries[(int)_trimmed - 1].Id,
        DispatchedSeq = Dispatched,
        MemberCount = Members.Values.Count(member => EntryRules.IsPresent(member.Role)),
        Title = _settings.Title,
        Info = _settings.Info,
        Speak = _settings.Speak,
        Dissolved = Dissolved,
        MentionedAll = _mentionedAll,
    };

    public bool Has(UserId user) => Members.TryGetValue(user, out var member) && EntryRules.IsPresent(member.Role);

    public bool MaySpeak(UserId user) => EntryRules.MaySpeak(Members[user].Role, _settings.Speak);

    public AppendOutcome Commit(AppendRequest request, bool created)
    {
        var before = Last;
        var place = new Position(before.Seq + 1, before.Ordinal + (request.Countable ? 1 : 0));
        var version = EntryRules.ChangesTarget(request.Kind) ? ChangeTarget(request) : 0;
        Entries.Add(EntryOf(request, place, version));
        foreach (var change in request.Members)
            Change(change, before, joinsOnlyAbsent: request.Create is not null && !created);
        if (request.Countable && Members.TryGetValue(request.Sender, out var sender))
            Members[request.Sender] = sender with { LastSent = place };
        if (request.Countable && request.MentionsAll)
            _mentionedAll = place;
        if (request.Settings is { } settings)
            Change(settings);
        var outcome = new AppendOutcome(AppendStatus.Committed, _settings.Epoch, place, request.Id, request.Time);
        Keys.Add((request.Sender, request.ClientMsgId), (request.PayloadHash.ToArray(), outcome));
        return outcome;
    }

    public void Trim(long seq) => _trimmed = Math.Max(_trimmed, Math.Min(seq, Dispatched));

    private void Change(SettingsChange change)
    {
        _settings = _settings with
        {
            Title = change.Title ?? _settings.Title, Info = change.Info ?? _settings.Info, Speak = change.Speak ?? _settings.Speak,
        };
        Dissolved |= change.Dissolve;
    }

    private static LogEntry EntryOf(AppendRequest request, Position place, int version) => new()
    {
        Seq = place.Seq,
        Ordinal = place.Ordinal,
        Id = request.Id,
        Kind = request.Kind,
        Countable = request.Countable,
        Sender = request.Sender,
        ClientMsgId = request.ClientMsgId,
        Time = request.Time,
        TargetSeq = request.TargetSeq,
        Version = version,
        Mentions = request.Mentions,
        MentionsAll = request.MentionsAll,
        Format = request.Format,
        Body = request.Body,
    };

    private static Position PlaceOf(LogEntry entry) => new(entry.Seq, entry.Ordinal);
}
