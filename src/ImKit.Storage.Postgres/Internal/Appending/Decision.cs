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

        return role != MemberRole.None;
    }

    private static AppendOutcome One(LogState log, AppendRequest request, List<NewEntry> entries)
    {
        if (log.FindKey(request) is { } known)
            return known;
        if (!log.Exists && request.Create is null)
            return AppendOutcome.Refused(AppendStatus.ConversationNotFound);
        if (request.SenderMustBeMember && !(log.Exists ? log.Member(request.Sender).IsPresent : SenderJoins(request)))
            return AppendOutcome.Refused(AppendStatus.NotMember);
        return Commit(log, request, entries);
    }

    private static AppendOutcome Commit(LogState log, AppendRequest request, List<NewEntry> entries)
    {
        var (before, existed) = (log.Last, log.Exists);
        var place = new Position(before.Seq + 1, request.Countable ? before.Ordinal + 1 : before.Ordinal);
        entries.Add(new NewEntry(log, request, place));
        log.SetKey(request, new KnownKey(request.PayloadHash, place, request.Id, request.Time));
        log.Last = place;
        log.LastId = request.Id.Value;
        log.IsChanged = true;
        foreach (var change in request.Members)
            Apply(log, change, before, joinsOnlyAbsent: existed && request.Create is not null);
        if (request.Countable && log.Member(request.Sender) is { Exists: true } sender)
        {
            sender.LastSent = place;
            sender.IsChanged = true;
        }

        return new AppendOutcome(AppendStatus.Committed, log.Epoch, place, request.Id, request.Time);
    }

    private static void Apply(LogState log, MemberChange change, Position before, bool joinsOnlyAbsent)
    {
        var member = log.Member(change.User);
        var present = member.IsPresent;
        if (change.Role == MemberRole.None ? !present : present && joinsOnlyAbsent)
            return;
        log.MemberCount += (present, change.Role) switch { (false, _) => 1, (true, MemberRole.None) => -1, _ => 0 };
        if (!present)
            member.Floor = before;
        member.Role = change.Role;
        member.Exists = member.IsChanged = true;
    }
}

/// <summary>An entry to insert, with its dedup key.</summary>
internal sealed record NewEntry(LogState Log, AppendRequest Request, Position Place);
