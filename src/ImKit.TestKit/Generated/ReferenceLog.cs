namespace ImKit.TestKit.Generated;

/// <summary>One conversation as the contracts describe it, written for reading, not for speed.</summary>
internal sealed class ReferenceLog(ConversationKey key, ConversationSettings settings)
{
    public List<LogEntry> Entries { get; } = [];

    public Dictionary<(UserId, ClientMsgId), (byte[] Hash, AppendOutcome Outcome)> Keys { get; } = [];

    public Dictionary<UserId, Member> Members { get; } = [];

    public long Dispatched { get; set; }

    public Position Last => Entries.Count == 0 ? default : PlaceOf(Entries[^1]);

    public ConversationHead Head() => new()
    {
        Conversation = key,
        Epoch = settings.Epoch,
        Last = Last,
        LastId = Entries[^1].Id,
        DispatchedSeq = Dispatched,
        MemberCount = Members.Values.Count(member => member.Role != MemberRole.None),
        Title = settings.Title,
    };

    public bool Has(UserId user) => Members.TryGetValue(user, out var member) && member.Role != MemberRole.None;

    public AppendOutcome Commit(AppendRequest request, bool created)
    {
        var before = Last;
        var place = new Position(before.Seq + 1, before.Ordinal + (request.Countable ? 1 : 0));
        Entries.Add(new LogEntry
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
        });
        foreach (var change in request.Members)
            Change(change, before, joinsOnlyAbsent: request.Create is not null && !created);
        if (request.Countable && Members.TryGetValue(request.Sender, out var sender))
            Members[request.Sender] = sender with { LastSent = place };
        var outcome = new AppendOutcome(AppendStatus.Committed, settings.Epoch, place, request.Id, request.Time);
        Keys.Add((request.Sender, request.ClientMsgId), (request.PayloadHash.ToArray(), outcome));
        return outcome;
    }

    public Member? MarkRead(UserId user, long seq)
    {
        if (!Has(user))
            return null;
        var member = Members[user];
        var to = Math.Min(seq, Last.Seq);
        if (to > member.Read.Seq)
            Members[user] = member = member with { Read = PlaceOf(Entries[(int)to - 1]) };
        return member;
    }

    private void Change(MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var present = Has(change.User);
        var known = Members.GetValueOrDefault(change.User);
        if (change.Role == MemberRole.None)
        {
            if (present)
                Members[change.User] = known! with { Role = MemberRole.None };
        }
        else if (!present)
        {
            Members[change.User] = new Member
            {
                User = change.User,
                Role = change.Role,
                Floor = before,
                Read = known?.Read ?? default,
                LastSent = known?.LastSent ?? default,
            };
        }
        else if (!joinsOnlyAbsent)
        {
            Members[change.User] = known! with { Role = change.Role };
        }
    }

    private static Position PlaceOf(LogEntry entry) => new(entry.Seq, entry.Ordinal);
}
