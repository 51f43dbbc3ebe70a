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
        var status = log is null ? CheckNew(request) : CheckExisting(session, log, request);
        Target? target = null;
        if (status == AppendStatus.Unspecified && EntryRules.ChangesTarget(request.Kind))
            status = session.Targets.Check(log, request, out target);
        if (status != AppendStatus.Unspecified)
            return (log is null ? null : session.Entries.FindKey(log, request)) ?? AppendOutcome.Refused(status);
        return log is null
            ? Commit(session, session.Logs.Create(request.Conversation, request.Create!), request, target, joinsOnlyAbsent: false)
            : Commit(session, log, request, target, joinsOnlyAbsent: request.Create is not null);
    }

    private static AppendStatus CheckNew(AppendRequest request)
    {
        if (request.Create is null)
            return AppendStatus.ConversationNotFound;
        return request.SenderMustBeMember && !EntryRules.IsPresent(request.Members.LastOrDefault(change => change.User == request.Sender).Role)
            ? AppendStatus.NotMember
            : AppendStatus.Unspecified;
    }

    private static AppendStatus CheckExisting(WriteSession session, LogState log, AppendRequest request)
    {
        if (log.Dissolved)
            return AppendStatus.Dissolved;
        if (!request.SenderMustBeMember)
            return AppendStatus.Unspecified;
        var role = session.Logs.FindMember(log, request.Sender)?.Row.Role ?? MemberRole.None;
        if (!EntryRules.IsPresent(role))
            return AppendStatus.NotMember;
        return EntryRules.Speaks(request.Kind) && !EntryRules.MaySpeak(role, log.Speak) ? AppendStatus.MayNotSpeak : AppendStatus.Unspecified;
    }

    private static AppendOutcome Commit(WriteSession session, LogState log, AppendRequest request, Target? target, bool joinsOnlyAbsent)
    {
        var before = log.Last;
        var place = new Position(before.Seq + 1, request.Countable ? before.Ordinal + 1 : before.Ordinal);
        if (!session.Entries.TryTakeKey(log, request, place))
            return session.Entries.FindKey(log, request) ?? throw new StorageException("A dedup key is taken and cannot be found.");
        var version = target is { } changed ? session.Targets.Apply(log, request, changed) : 0;
        session.Entries.Insert(log, request, place, version);
        log.Last = place;
        log.LastId = request.Id.Value;
        session.Logs.SetChanged(log);
        foreach (var change in request.Members)
            Apply(session.Logs, log, change, before, joinsOnlyAbsent);
        if (request.Countable)
            MarkCountable(session, log, request, place);
        if (request.Settings is { } settings)
            Change(session.Logs, log, settings);
        return new AppendOutcome(AppendStatus.Committed, log.Epoch, place, request.Id, request.Time);
    }

    private static void MarkCountable(WriteSession session, LogState log, AppendRequest request, Position place)
    {
        if (session.Logs.FindMember(log, request.Sender) is { } sender)
            session.Logs.Set(log, sender.Row with { LastSent = place });
        foreach (var user in request.Mentions)
            session.Targets.Mention(log, user, place);
        if (!request.MentionsAll)
            return;
        log.MentionedAll = place;
        session.Logs.SetSettingsChanged(log);
    }

    private static void Change(LogCache logs, LogState log, SettingsChange change)
    {
        log.Title = change.Title ?? log.Title;
        log.Info = change.Info ?? log.Info;
        log.Speak = change.Speak ?? log.Speak;
        log.Dissolved |= change.Dissolve;
        logs.SetSettingsChanged(log);
    }

    private static void Apply(LogCache logs, LogState log, MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var member = logs.FindMember(log, change.User);
        var was = member?.Row.Role ?? MemberRole.None;
        var (present, joins) = (EntryRules.IsPresent(was), EntryRules.IsPresent(change.Role));
        if (was == change.Role || (joins && joinsOnlyAbsent && was != MemberRole.None))
            return;
        var row = member?.Row ?? new Member { User = change.User, Role = change.Role, Floor = before, Read = default, LastSent = default };
        logs.Set(log, row with { Role = change.Role, Floor = joins && !present ? before : row.Floor });
        log.MemberCount += (joins ? 1 : 0) - (present ? 1 : 0);
    }
}
