using System.Text;

namespace ThirdParty.Store;

/// <summary>One conversation: its entries, the dedup keys and the members.</summary>
internal sealed class Conversation(ConversationKey key, ConversationSettings settings)
{
    private readonly Dictionary<(UserId, ClientMsgId), (byte[] Hash, AppendOutcome Outcome)> _keys = [];
    private readonly Dictionary<UserId, Member> _members = [];
    private readonly List<LogEntry> _entries = [];
    private long _dispatched;

    public IReadOnlyList<LogEntry> Entries => _entries;

    public bool IsDispatched => _dispatched == Last.Seq;

    private Position Last => _entries.Count == 0 ? default : new Position(_entries[^1].Seq, _entries[^1].Ordinal);

    public bool Has(UserId user) => _members.TryGetValue(user, out var member) && member.Role != MemberRole.None;

    public Member? Find(UserId user) => _members.GetValueOrDefault(user);

    /// <summary>What the dedup key says; null if it is free.</summary>
    public AppendOutcome? FindKey(AppendRequest request) =>
        !_keys.TryGetValue((request.Sender, request.ClientMsgId), out var known) ? null
        : known.Hash.AsSpan().SequenceEqual(request.PayloadHash.Span) ? known.Outcome with { Status = AppendStatus.Duplicate }
        : AppendOutcome.Refused(AppendStatus.Conflict);

    public AppendOutcome Commit(AppendRequest request)
    {
        var before = Last;
        var place = new Position(before.Seq + 1, before.Ordinal + (request.Countable ? 1 : 0));
        foreach (var change in request.Members)
            Change(change, before, joinsOnlyAbsent: request.Create is not null && before.Seq > 0);
        if (request.Countable && Find(request.Sender) is { } sender)
            _members[request.Sender] = sender with { LastSent = place };
        _entries.Add(EntryOf(request, place));
        var outcome = new AppendOutcome(AppendStatus.Committed, settings.Epoch, place, request.Id, request.Time);
        _keys.Add((request.Sender, request.ClientMsgId), (request.PayloadHash.ToArray(), outcome));
        return outcome;
    }

    public Member? MarkRead(UserId user, long seq)
    {
        if (!Has(user))
            return null;
        var to = Math.Min(seq, Last.Seq);
        if (to > _members[user].Read.Seq)
            _members[user] = _members[user] with { Read = new Position(to, _entries[(int)to - 1].Ordinal) };
        return _members[user];
    }

    public void MarkDispatched(long seq) => _dispatched = Math.Max(_dispatched, Math.Min(seq, Last.Seq));

    public ConversationHead Head() => new()
    {
        Conversation = key,
        Epoch = settings.Epoch,
        Last = Last,
        LastId = _entries[^1].Id,
        DispatchedSeq = _dispatched,
        MemberCount = _members.Values.Count(member => member.Role != MemberRole.None),
        Title = settings.Title,
    };

    public Member[] List(UserId after, int limit) =>
    [
        .. _members.Values.Where(member => member.Role != MemberRole.None && CompareUtf8(member.User, after) > 0)
            .Order(Comparer<Member>.Create((one, other) => CompareUtf8(one.User, other.User))).Take(limit),
    ];

    private static int CompareUtf8(UserId one, UserId other) =>
        Encoding.UTF8.GetBytes(one.Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Value));

    private void Change(MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var present = Has(change.User);
        if (change.Role == MemberRole.None ? !present : present && joinsOnlyAbsent)
            return;
        var row = Find(change.User) ?? new Member { User = change.User, Role = change.Role, Floor = before, Read = default, LastSent = default };
        _members[change.User] = row with { Role = change.Role, Floor = present ? row.Floor : before };
    }

    private static LogEntry EntryOf(AppendRequest request, Position place) => new()
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
}
