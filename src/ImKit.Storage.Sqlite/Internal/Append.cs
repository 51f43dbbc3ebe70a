namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The append, item by item, within the writer's transaction. The writer's thread only.</summary>
internal static class Append
{
    public static IReadOnlyList<AppendOutcome> Batch(WriteSession session, IReadOnlyList<AppendRequest> batch)
    {
        var outcomes = new AppendOutcome[batch.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = One(session, batch[i]);
        session.Logs.Flush();
        return outcomes;
    }

    private static AppendOutcome One(WriteSession session, AppendRequest request)
    {
        var log = session.Logs.Find(request.Conversation);
        if (log is null)
            return Create(session, request);
        if (request.SenderMustBeMember && !IsPresent(session.Logs.FindMember(log, request.Sender)))
            return session.Entries.FindKey(log, request) ?? AppendOutcome.Refused(AppendStatus.NotMember);
        return Commit(session, log, request, joinsOnlyAbsent: request.Create is not null);
    }

    private static AppendOutcome Create(WriteSession session, AppendRequest request)
    {
        if (request.Create is null)
            return AppendOutcome.Refused(AppendStatus.ConversationNotFound);
        if (request.SenderMustBeMember && request.Members.LastOrDefault(change => change.User == request.Sender).Role == MemberRole.None)
            return AppendOutcome.Refused(AppendStatus.NotMember);
        return Commit(session, session.Logs.Create(request.Conversation, request.Create), request, joinsOnlyAbsent: false);
    }

    private static AppendOutcome Commit(WriteSession session, LogState log, AppendRequest request, bool joinsOnlyAbsent)
    {
        var before = log.Last;
        var place = new Position(before.Seq + 1, request.Countable ? before.Ordinal + 1 : before.Ordinal);
        if (!session.Entries.TryTakeKey(log, request, place))
            return session.Entries.FindKey(log, request) ?? throw new StorageException("A dedup key is taken and cannot be found.");
        session.Entries.Insert(log, request, place);
        log.Last = place;
        log.LastId = request.Id.Value;
        session.Logs.SetChanged(log);
        foreach (var change in request.Members)
            Apply(session.Logs, log, change, before, joinsOnlyAbsent);
        if (request.Countable && session.Logs.FindMember(log, request.Sender) is { } sender)
            session.Logs.Set(log, sender.Row with { LastSent = place });
        return new AppendOutcome(AppendStatus.Committed, log.Epoch, place, request.Id, request.Time);
    }

    private static void Apply(LogCache logs, LogState log, MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var member = logs.FindMember(log, change.User);
        var present = IsPresent(member);
        if (change.Role == MemberRole.None ? !present : present && joinsOnlyAbsent)
            return;
        var row = member?.Row ?? new Member { User = change.User, Role = change.Role, Floor = before, Read = default, LastSent = default };
        logs.Set(log, row with { Role = change.Role, Floor = present ? row.Floor : before });
        log.MemberCount += (present, change.Role) switch { (false, _) => 1, (true, MemberRole.None) => -1, _ => 0 };
    }

    private static bool IsPresent(MemberState? member) => member is { Row.Role: not MemberRole.None };
}
