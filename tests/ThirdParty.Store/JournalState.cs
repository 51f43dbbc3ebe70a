namespace ThirdParty.Store;

/// <summary>Everything the journal says, in memory. The store's lock guards it.</summary>
internal sealed class JournalState
{
    private readonly long[] _ceilings = new long[StoreArguments.FeedSections];
    private readonly Dictionary<(SectionKind, int), (SectionHolder? Holder, long Term)> _sections = [];

    public Dictionary<ConversationKey, Conversation> Conversations { get; } = [];

    public Dictionary<(TenantId Tenant, UserId Owner, UserId User), Contact> Contacts { get; } = [];

    public Dictionary<(TenantId, UserId, FeedKind, ConversationId), FeedRow> Feed { get; } = [];

    /// <summary>Who took a section last, and its term.</summary>
    public (SectionHolder? Holder, long Term) SectionOf(SectionKind kind, int number) => _sections.GetValueOrDefault((kind, number));

    public long TermOf(SectionKind kind, int number) => SectionOf(kind, number).Term;

    /// <summary>Applies a line; the answer is that of the call which wrote it.</summary>
    public object? Apply(JournalLine line) => line switch
    {
        { Append: { } items } => items.Select(item => Append(item.ToRequest())).ToArray(),
        { Read: { } mark } => Find(mark)?.MarkRead(new UserId(mark.User), mark.Seq),
        { Dispatched: { } marks } => Mark(marks),
        { Update: { } update } => Find(update.Who)?.Update(new UserId(update.Who.User), update.Update),
        { Removed: { } removal } => Find(removal.Who)?.Remove(new UserId(removal.Who.User), removal.Seqs),
        { Trimmed: { } mark } => Find(mark)?.Trim(mark.Seq),
        { Pruned: { } prune } => Prune(prune),
        { Contact: { } contact } => Set(contact),
        { Reserved: { } range } => (_ceilings[range.Section] += range.Count) - range.Count + 1,
        { Feed: { } rows } => Write(rows),
        { Sections: { } change } => SetHolder(change),
        _ => throw new StorageException("The journal has a line that this version does not know."),
    };

    private AppendOutcome Append(AppendRequest request)
    {
        // The contract's order: the dedup key, the conversation, whether it is dissolved, the membership, the right to speak, the target.
        var conversation = Conversations.GetValueOrDefault(request.Conversation);
        if (conversation?.FindKey(request) is { } known)
            return known;
        if (conversation is null && request.Create is null)
            return AppendOutcome.Refused(AppendStatus.ConversationNotFound);
        if (conversation is { Dissolved: true })
            return AppendOutcome.Refused(AppendStatus.Dissolved);
        if (request.SenderMustBeMember && !(conversation?.Has(request.Sender) ?? Joins(request)))
            return AppendOutcome.Refused(AppendStatus.NotMember);
        if (request.SenderMustBeMember && EntryRules.Speaks(request.Kind) && conversation?.MaySpeak(request.Sender) == false)
            return AppendOutcome.Refused(AppendStatus.MayNotSpeak);
        if (EntryRules.ChangesTarget(request.Kind) && (conversation?.CheckTarget(request) ?? AppendStatus.TargetNotFound) is var status and not AppendStatus.Unspecified)
            return AppendOutcome.Refused(status);
        if (conversation is null)
            Conversations.Add(request.Conversation, conversation = new Conversation(request.Conversation, request.Create!));
        return conversation.Commit(request);
    }

    private static bool Joins(AppendRequest request) =>
        EntryRules.IsPresent(request.Members.LastOrDefault(change => change.User == request.Sender).Role);

    private Conversation? Find(JournalMark mark) =>
        Conversations.GetValueOrDefault(new ConversationKey(new TenantId(mark.Tenant), new ConversationId(mark.Conversation)));

    private object? Prune(JournalPrune prune)
    {
        var count = 0;
        foreach (var conversation in Conversations.Values)
            count += conversation.Prune(prune.Before, prune.Limit - count);
        return count;
    }

    private object? Set(JournalContact row)
    {
        var (tenant, owner) = (new TenantId(row.Tenant), new UserId(row.Owner));
        var contact = new Contact { User = new UserId(row.User), Listed = row.Listed, Blocked = row.Blocked, Alias = row.Alias };
        Contacts.Remove((tenant, owner, contact.User));
        if (!contact.IsEmpty)
            Contacts.Add((tenant, owner, contact.User), contact);
        return null;
    }

    private object? SetHolder(JournalSections change)
    {
        SectionHolder? holder = change.Node.Length > 0 ? new SectionHolder(new NodeId(change.Node), change.Boot) : null;
        foreach (var key in change.Numbers.Select(number => ((SectionKind)change.Kind, number)))
            _sections[key] = (holder, _sections.GetValueOrDefault(key).Term + 1);
        return null;
    }

    private object? Mark(JournalMark[] marks)
    {
        foreach (var mark in marks)
            Find(mark)?.MarkDispatched(mark.Seq);
        return null;
    }

    private object? Write(JournalFeedRow[] rows)
    {
        foreach (var row in rows.Select(row => row.ToRow()))
        {
            var key = (row.Tenant, row.User, row.Kind, row.Conversation);
            if (!Feed.TryGetValue(key, out var known) || row.Version > known.Version)
                Feed[key] = row;
        }

        return null;
    }
}
