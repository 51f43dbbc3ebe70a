namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>What a batch touches: its conversations in the order in which they are locked, and the rows of members, entries and reactions it needs. Pure.</summary>
internal sealed class AppendPlan
{
    private readonly LogState[] _logOf;

    public AppendPlan(IReadOnlyList<AppendRequest> batch)
    {
        Batch = batch;
        _logOf = new LogState[batch.Count];
        var logs = new Dictionary<ConversationKey, LogState>();
        for (var i = 0; i < batch.Count; i++)
        {
            var request = batch[i];
            if (!logs.TryGetValue(request.Conversation, out var log))
                logs.Add(request.Conversation, log = new LogState(request.Conversation));
            _logOf[i] = log;
            Ask(log, request);
        }

        Logs = [.. logs.Values];
        Array.Sort(Logs, static (one, other) => ByKey(one.Key, other.Key));
    }

    public IReadOnlyList<AppendRequest> Batch { get; }

    /// <summary>Each conversation once, in the order of its key: every node locks in the same order.</summary>
    public LogState[] Logs { get; }

    /// <summary>The member rows that the batch reads or changes.</summary>
    public List<MemberState> Members { get; } = [];

    /// <summary>The entries that the batch would change; mostly none.</summary>
    public List<TargetState> Targets { get; } = [];

    /// <summary>The reactions that the batch would add or take back; mostly none.</summary>
    public List<ReactionState> Reactions { get; } = [];

    /// <summary>The conversation of an item.</summary>
    public LogState LogOf(int item) => _logOf[item];

    /// <summary>The number of each item's conversation.</summary>
    public long[] Numbers() => Array.ConvertAll(_logOf, static log => log.Number);

    /// <summary>The order of locks: tenant, then id, both ASCII, so that ordinal is the database's order of bytes.</summary>
    public static int ByKey(ConversationKey one, ConversationKey other)
    {
        var tenant = one.Tenant.CompareTo(other.Tenant);
        return tenant != 0 ? tenant : one.Id.CompareTo(other.Id);
    }

    private void Ask(LogState log, AppendRequest request)
    {
        if (CanCreate(request))
            log.Create ??= request.Create;
        if (request.SenderMustBeMember || request.Countable)
            Ask(log, request.Sender);
        foreach (var change in request.Members)
            Ask(log, change.User);
        if (EntryRules.ChangesTarget(request.Kind))
            AskTarget(log, request);
    }

    private void Ask(LogState log, UserId user)
    {
        if (log.TryAsk(user))
            Members.Add(log.Member(user));
    }

    private void AskTarget(LogState log, AppendRequest request)
    {
        if (log.TryAskTarget(request.TargetSeq, out var target))
            Targets.Add(target);
        if (request.Kind is not (EntryKind.ReactionAdded or EntryKind.ReactionRemoved))
            return;
        if (target.TryAskReaction(request, out var reaction))
            Reactions.Add(reaction);
    }

    // Known without a look at the database: a missing conversation has no dedup keys, no members, and no entries to change.
    private static bool CanCreate(AppendRequest request) => request.Create is not null && !EntryRules.ChangesTarget(request.Kind)
        && (!request.SenderMustBeMember || Decision.SenderJoins(request));
}
