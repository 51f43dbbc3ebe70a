namespace ImKit.TestKit.Generated;

/// <summary>All conversations as the contracts describe them: what generated histories are compared to.</summary>
internal sealed class ReferenceStore
{
    public Dictionary<ConversationKey, ReferenceLog> Logs { get; } = [];

    public AppendOutcome Append(AppendRequest request)
    {
        var exists = Logs.TryGetValue(request.Conversation, out var log);
        if (exists && log!.Keys.TryGetValue((request.Sender, request.ClientMsgId), out var known))
        {
            return known.Hash.AsSpan().SequenceEqual(request.PayloadHash.Span)
                ? known.Outcome with { Status = AppendStatus.Duplicate }
                : AppendOutcome.Refused(AppendStatus.Conflict);
        }

        if (!exists && request.Create is null)
            return AppendOutcome.Refused(AppendStatus.ConversationNotFound);
        if (exists && log!.Dissolved)
            return AppendOutcome.Refused(AppendStatus.Dissolved);
        if (request.SenderMustBeMember && !(exists ? log!.Has(request.Sender) : Joins(request)))
            return AppendOutcome.Refused(AppendStatus.NotMember);
        if (exists && request.SenderMustBeMember && EntryRules.Speaks(request.Kind) && !log!.MaySpeak(request.Sender))
            return AppendOutcome.Refused(AppendStatus.MayNotSpeak);
        if (EntryRules.ChangesTarget(request.Kind))
        {
            var status = log?.CheckTarget(request) ?? AppendStatus.TargetNotFound;
            if (status != AppendStatus.Unspecified)
                return AppendOutcome.Refused(status);
        }

        if (!exists)
            Logs.Add(request.Conversation, log = new ReferenceLog(request.Conversation, request.Create!));
        return log!.Commit(request, created: !exists);
    }

    private static bool Joins(AppendRequest request)
    {
        var joined = false;
        foreach (var change in request.Members.Where(change => change.User == request.Sender))
            joined = EntryRules.IsPresent(change.Role);
        return joined;
    }
}
