namespace ImKit.Storage;

/// <summary>One conversation: its entries, dedup keys and members under one lock. Any thread.</summary>
/// <remarks>It exists from its first entry on, so that a conversation and its first entry become visible together.</remarks>
internal sealed class InMemoryLog(ConversationKey key, ConversationSettings settings)
{
    private readonly Lock _gate = new();
    private readonly List<LogEntry> _entries = [];
    private readonly Dictionary<(UserId Sender, ClientMsgId Id), Committed> _dedup = [];
    private readonly InMemoryMembers _members = new();
    private Position _last;
    private long _dispatchedSeq;

    public AppendOutcome Append(AppendRequest request)
    {
        var hash = PayloadHash.Of(request.PayloadHash.Span);
        lock (_gate)
        {
            if (_dedup.TryGetValue((request.Sender, request.ClientMsgId), out var earlier))
                return earlier.Hash == hash ? Outcome(AppendStatus.Duplicate, _entries[(int)(earlier.Seq - 1)]) : AppendOutcome.Refused(AppendStatus.Conflict);
            var isNew = _last.Seq == 0;
            if (isNew && request.Create is null)
                return AppendOutcome.Refused(AppendStatus.ConversationNotFound);
            if (request.SenderMustBeMember && !(isNew ? InMemoryMembers.Joins(request.Members, request.Sender) : _members.IsPresent(request.Sender)))
                return AppendOutcome.Refused(AppendStatus.NotMember);
            return Commit(request, hash, isNew);
        }
    }

    public LogEntry[] ReadForward(long fromSeq, int limit)
    {
        lock (_gate)
        {
            var start = Math.Max(fromSeq, 1) - 1;
            var count = (int)Math.Clamp(_entries.Count - start, 0, limit);
            return count == 0 ? [] : [.. _entries.GetRange((int)start, count)];
        }
    }

    public LogEntry[] ReadBackward(long beforeSeq, int limit)
    {
        lock (_gate)
        {
            var end = (int)Math.Clamp(beforeSeq, 1, _entries.Count + 1L) - 1;
            var count = Math.Min(end, limit);
            var entries = new LogEntry[count];
            for (var i = 0; i < count; i++)
                entries[i] = _entries[end - 1 - i];
            return entries;
        }
    }

    /// <summary>The head, or null while there is no entry.</summary>
    public ConversationHead? Head()
    {
        lock (_gate)
        {
            return _last.Seq == 0 ? null : new ConversationHead
            {
                Conversation = key,
                Epoch = settings.Epoch,
                Last = _last,
                LastId = _entries[^1].Id,
                DispatchedSeq = _dispatchedSeq,
                MemberCount = _members.Count,
                Title = settings.Title,
            };
        }
    }

    public void MarkDispatched(long seq)
    {
        lock (_gate)
            _dispatchedSeq = Math.Max(_dispatchedSeq, Math.Min(seq, _last.Seq));
    }

    public Member? FindMember(UserId user)
    {
        lock (_gate)
            return _members.Find(user);
    }

    public Member[] ListMembers(UserId after, int limit)
    {
        lock (_gate)
            return _members.List(after, limit);
    }

    public Member? MarkRead(UserId user, long seq)
    {
        lock (_gate)
        {
            var to = Math.Min(seq, _last.Seq);
            return _members.MarkRead(user, to < 1 ? default : new Position(to, _entries[(int)(to - 1)].Ordinal));
        }
    }

    private AppendOutcome Commit(AppendRequest request, PayloadHash hash, bool isNew)
    {
        var before = _last;
        _last = new Position(before.Seq + 1, request.Countable ? before.Ordinal + 1 : before.Ordinal);
        var entry = Entry(request, _last);
        _entries.Add(entry);
        _dedup.Add((request.Sender, request.ClientMsgId), new Committed(hash, _last.Seq));
        if (request.Members.Count > 0)
            _members.Apply(request.Members, before, onlyAbsentJoin: !isNew && request.Create is not null);
        if (request.Countable)
            _members.MarkSent(request.Sender, _last);
        return Outcome(AppendStatus.Committed, entry);
    }

    private AppendOutcome Outcome(AppendStatus status, LogEntry entry) =>
        new(status, settings.Epoch, new Position(entry.Seq, entry.Ordinal), entry.Id, entry.Time);

    private static LogEntry Entry(AppendRequest request, Position place) => new()
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
        Format = request.Format,
        Body = request.Body,
    };

    private readonly record struct Committed(PayloadHash Hash, long Seq);
}
