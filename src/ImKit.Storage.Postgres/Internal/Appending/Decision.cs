namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>What becomes of each item, in the batch's order, once the conversations are locked and everything asked for is read. Pure.</summary>
internal static class Decision
{
    public static AppendOutcome[] Batch(AppendPlan plan, List<NewEntry> entries)
    {
        var outcomes = new AppendOutcome[plan.Batch.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = One(plan.LogOf(i), plan.Batch[i], entries);
        return outcomes;
    }

    public static bool SenderJoins(AppendRequest request)
    {
        var role = MemberRole.None;
        foreach (var change in request.Members)
        {
            if (change.User == request.Sender)
                role = change.Role;
        }

        return EntryRules.IsPresent(role);
    }

    private static AppendOutcome One(LogState log, AppendRequest request, List<NewEntry> entries)
    {
        if (log.FindKey(request) is { } known)
            return known;
        var status = log.Exists ? CheckExisting(log, request) : CheckNew(request);
        if (status == AppendStatus.Unspecified && EntryRules.ChangesTarget(request.Kind))
            status = TargetDecision.Check(log.Target(request.TargetSeq), request);
        return status == AppendStatus.Unspecified ? Commit(log, request, entries) : AppendOutcome.Refused(status);
    }

    private static AppendStatus CheckNew(AppendRequest request)
    {
        if (request.Create is null)
            return AppendStatus.ConversationNotFound;
        return request.SenderMustBeMember && !SenderJoins(request) ? AppendStatus.NotMember : AppendStatus.Unspecified;
    }

    private static AppendStatus CheckExisting(LogState log, AppendRequest request)
    {
        if (log.Dissolved)
            return AppendStatus.Dissolved;
        if (!request.SenderMustBeMember)
            return AppendStatus.Unspecified;
        var role = log.Member(request.Sender).Role;
        if (!EntryRules.IsPresent(role))
            return AppendStatus.NotMember;
        return EntryRules.Speaks(request.Kind) && !EntryRules.MaySpeak(role, log.Speak) ? AppendStatus.MayNotSpeak : AppendStatus.Unspecified;
    }

    private static AppendOutcome Commit(LogState log, AppendRequest request, List<NewEntry> entries)
    {
        var (before, existed) = (log.Last, log.Exists);
        var place = new Position(before.Seq + 1, request.Countable ? before.Ordinal + 1 : before.Ordinal);
        var version = EntryRules.ChangesTarget(request.Kind) ? TargetDecision.Apply(log.Target(request.TargetSeq), request) : 0;
        entries.Add(new NewEntry(log, request, place, version));
        log.SetKey(request, new KnownKey(request.PayloadHash, place, request.Id, request.Time));
        log.SetLast(request, place);
        foreach (var change in request.Members)
            Apply(log, change, before, joinsOnlyAbsent: existed && request.Create is not null);
        if (request.Countable)
            MarkCountable(log, request, place);
        if (request.Settings is { } settings)
            log.Change(settings);
        return new AppendOutcome(AppendStatus.Committed, log.Epoch, place, request.Id, request.Time);
    }

    private static void MarkCountable(LogState log, AppendRequest request, Position place)
    {
        if (log.Member(request.Sender) is { Exists: true } sender)
        {
            sender.LastSent = place;
            sender.IsChanged = true;
        }

        if (request.MentionsAll)
            log.MentionAll(place);
    }

    private static void Apply(LogState log, MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var member = log.Member(change.User);
        var was = member.Role;
        var (present, joins) = (EntryRules.IsPresent(was), EntryRules.IsPresent(change.Role));
        if (was == change.Role || (joins && joinsOnlyAbsent && was != MemberRole.None))
            return;
        log.MemberCount += (joins ? 1 : 0) - (present ? 1 : 0);
        if (!member.Exists || (joins && !present))
            member.Floor = before;
        member.Role = change.Role;
        member.Exists = member.IsChanged = true;
    }
}

/// <summary>An entry to insert, with its dedup key.</summary>
internal sealed record NewEntry(LogState Log, AppendRequest Request, Position Place, int Version);
