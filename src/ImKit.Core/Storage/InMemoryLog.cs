namespace ImKit.Storage;

/// <summary>One conversation: its entries, dedup keys and members under one lock. Any thread.</summary>
/// <remarks>It exists from its first entry on, so that a conversation and its first entry become visible together.</remarks>
internal sealed partial class InMemoryLog
{
    private readonly Lock _gate = new();
    private readonly ConversationKey _key;
    private readonly InMemoryEntries _entries = new();
    private readonly Dictionary<(UserId Sender, ClientMsgId Id), Committed> _dedup = [];
    private readonly InMemoryMembers _members = new();
    private readonly InMemoryTargets _targets;
    private ConversationSettings _settings;
    private Position _mentionedAll;
    private bool _dissolved;
    private long _dispatchedSeq;

    public InMemoryLog(ConversationKey key, ConversationSettings settings)
    {
        _key = key;
        _settings = settings;
        _targets = new InMemoryTargets(_entries);
    }

    private Position Last => _entries.Last;

    public AppendOutcome Append(AppendRequest request)
    {
        var hash = PayloadHash.Of(request.PayloadHash.Span);
        lock (_gate)
        {
            if (_dedup.TryGetValue((request.Sender, request.ClientMsgId), out var earlier))
                return earlier.Hash == hash ? Outcome(AppendStatus.Duplicate, earlier) : AppendOutcome.Refused(AppendStatus.Conflict);
            var isNew = Last.Seq == 0;
            var status = isNew ? CheckNew(request) : CheckExisting(request);
            if (status == AppendStatus.Unspecified && EntryRules.ChangesTarget(request.Kind))
                status = _targets.Check(request);
            return status == AppendStatus.Unspecified ? Commit(request, hash, isNew) : AppendOutcome.Refused(status);
        }
    }

    private static AppendStatus CheckNew(AppendRequest request)
    {
        if (request.Create is null)
            return AppendStatus.ConversationNotFound;
        return request.SenderMustBeMember && !InMemoryMembers.Joins(request.Members, request.Sender) ? AppendStatus.NotMember : default;
    }

    private AppendStatus CheckExisting(AppendRequest request)
    {
        if (_dissolved)
            return AppendStatus.Dissolved;
        if (!request.SenderMustBeMember)
            return default;
        var role = _members.Find(request.Sender)?.Role ?? MemberRole.None;
        if (!EntryRules.IsPresent(role))
            return AppendStatus.NotMember;
        return EntryRules.Speaks(request.Kind) && !EntryRules.MaySpeak(role, _settings.Speak) ? AppendStatus.MayNotSpeak : default;
    }

    private AppendOutcome Commit(AppendRequest request, PayloadHash hash, bool isNew)
    {
        var before = Last;
        var place = new Position(before.Seq + 1, request.Countable ? before.Ordinal + 1 : before.Ordinal);
        var version = EntryRules.ChangesTarget(request.Kind) ? _targets.Apply(request) : 0;
        _entries.Add(Entry(request, place, version));
        var committed = new Committed(hash, place, request.Id, request.Time);
        _dedup.Add((request.Sender, request.ClientMsgId), committed);
        if (request.Members.Count > 0)
            _members.Apply(request.Members, before, onlyAbsentJoin: !isNew && request.Create is not null);
        if (request.Countable)
            MarkCountable(request, place);
        if (request.Settings is { } change)
            Change(change);
        return Outcome(AppendStatus.Committed, committed);
    }

    private void MarkCountable(AppendRequest request, Position place)
    {
        _members.MarkSent(request.Sender, place);
        if (request.MentionsAll)
            _mentionedAll = place;
        if (request.Mentions.Count > 0)
            _targets.Mention(request.Mentions, place);
    }

    private void Change(SettingsChange change)
    {
        _settings = _settings with
        {
            Title = change.Title ?? _settings.Title,
            Info = change.Info ?? _settings.Info,
            Speak = change.Speak ?? _settings.Speak,
        };
        _dissolved |= change.Dissolve;
    }

    private AppendOutcome Outcome(AppendStatus status, in Committed committed) =>
        new(status, _settings.Epoch, committed.Place, committed.Id, committed.Time);

    private static LogEntry Entry(AppendRequest request, Position place, int version) => new()
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

    private readonly record struct Committed(PayloadHash Hash, Position Place, MessageId Id, long Time);
}
