using System.Text;

namespace ThirdParty.Store;

/// <summary>One conversation: its entries, the dedup keys and the members.</summary>
internal sealed partial class Conversation(ConversationKey key, ConversationSettings settings)
{
    private readonly Dictionary<(UserId, ClientMsgId), (byte[] Hash, AppendOutcome Outcome)> _keys = [];
    private readonly SortedDictionary<long, LogEntry> _entries = [];
    private ConversationSettings _settings = settings;
    private (Position Place, MessageId Id) _last;
    private (Position Place, MessageId Id) _trimmed;
    private Position _mentionedAll;
    private long _dispatched;

    public IEnumerable<LogEntry> Entries => _entries.Values;

    public bool IsDispatched => _dispatched == _last.Place.Seq;

    public bool Dissolved { get; private set; }

    /// <summary>What the dedup key says; null if it is free.</summary>
    public AppendOutcome? FindKey(AppendRequest request) =>
        !_keys.TryGetValue((request.Sender, request.ClientMsgId), out var known) ? null
        : known.Hash.AsSpan().SequenceEqual(request.PayloadHash.Span) ? known.Outcome with { Status = AppendStatus.Duplicate }
        : AppendOutcome.Refused(AppendStatus.Conflict);

    public AppendOutcome Commit(AppendRequest request)
    {
        var before = _last.Place;
        var place = new Position(before.Seq + 1, before.Ordinal + (request.Countable ? 1 : 0));
        var version = EntryRules.ChangesTarget(request.Kind) ? ChangeTarget(request) : 0;
        foreach (var change in request.Members)
            Change(change, before, joinsOnlyAbsent: request.Create is not null && before.Seq > 0);
        if (request.Countable && Find(request.Sender) is { } sender)
            _members[request.Sender] = sender with { LastSent = place };
        if (request.Countable && request.MentionsAll)
            _mentionedAll = place;
        if (request.Settings is { } settings)
            Change(settings);
        _entries.Add(place.Seq, EntryOf(request, place, version));
        _last = (place, request.Id);
        var outcome = new AppendOutcome(AppendStatus.Committed, _settings.Epoch, place, request.Id, request.Time);
        _keys.Add((request.Sender, request.ClientMsgId), (request.PayloadHash.ToArray(), outcome));
        return outcome;
    }

    public void MarkDispatched(long seq) => _dispatched = Math.Max(_dispatched, Math.Min(seq, _last.Place.Seq));

    public ConversationHead Trim(long seq)
    {
        var through = Math.Min(seq, _dispatched);
        if (through > _trimmed.Place.Seq)
        {
            var last = _entries[through];
            _trimmed = (new Position(last.Seq, last.Ordinal), last.Id);
            foreach (var gone in _entries.Keys.TakeWhile(entry => entry <= through).ToArray())
                _entries.Remove(gone);
        }

        return Head();
    }

    public int Prune(long before, int limit)
    {
        var old = _keys.Where(pair => pair.Value.Outcome.Position.Seq <= _trimmed.Place.Seq && pair.Value.Outcome.Time < before)
            .Select(pair => pair.Key).Take(limit).ToArray();
        foreach (var gone in old)
            _keys.Remove(gone);
        return old.Length;
    }

    public ConversationHead Head() => new()
    {
        Conversation = key,
        Epoch = _settings.Epoch,
        Last = _last.Place,
        LastId = _last.Id,
        Trimmed = _trimmed.Place,
        TrimmedId = _trimmed.Id,
        DispatchedSeq = _dispatched,
        MemberCount = _members.Values.Count(member => EntryRules.IsPresent(member.Role)),
        Title = _settings.Title,
        Info = _settings.Info,
        Speak = _settings.Speak,
        Dissolved = Dissolved,
        MentionedAll = _mentionedAll,
    };

    // A trimmed seq counts as the trim's place, one below 1 as none.
    private Position PlaceOf(long seq) =>
        seq < 1 ? default : seq >= _last.Place.Seq ? _last.Place
        : _entries.TryGetValue(seq, out var entry) ? new Position(seq, entry.Ordinal) : _trimmed.Place;

    private void Change(SettingsChange change)
    {
        _settings = _settings with
        {
            Title = change.Title ?? _settings.Title, Info = change.Info ?? _settings.Info, Speak = change.Speak ?? _settings.Speak,
        };
        Dissolved |= change.Dissolve;
    }

    private static int CompareUtf8(UserId one, UserId other) =>
        Encoding.UTF8.GetBytes(one.Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Value));

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
}
