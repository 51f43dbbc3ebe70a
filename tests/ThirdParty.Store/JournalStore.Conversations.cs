namespace ThirdParty.Store;

public sealed partial class JournalStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        return new(Read<ConversationHead?[]>(state => [.. conversations.Select(key => state.Conversations.GetValueOrDefault(key)?.Head())]));
    }

    /// <inheritdoc/>
    public ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        new(Read(state => state.Conversations.GetValueOrDefault(conversation)?.Find(user)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read(state => state.Conversations.GetValueOrDefault(conversation)?.List(after, limit) ?? []));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        return new(Read<Member?[]>(state =>
            [.. conversations.Select(id => state.Conversations.GetValueOrDefault(new ConversationKey(tenant, id))?.Find(user))]));
    }

    /// <inheritdoc/>
    public ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel) =>
        new(Change<Member?>(new JournalLine { Read = new JournalMark(conversation.Tenant.Value, conversation.Id.Value, user.Value, seq) }));

    /// <inheritdoc/>
    public ValueTask<Member?> UpdateMemberAsync(ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel) =>
        new(Change<Member?>(new JournalLine { Update = new JournalUpdate(MarkOf(conversation, user), update) }));

    /// <inheritdoc/>
    public ValueTask<Member?> RemoveEntriesAsync(ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return new(Change<Member?>(new JournalLine { Removed = new JournalRemoval(MarkOf(conversation, user), [.. seqs]) }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> ReadRemovedAsync(ConversationKey conversation, UserId user, long afterSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<long[]>(state =>
            [.. (state.Conversations.GetValueOrDefault(conversation)?.Removed(user) ?? []).Where(seq => seq > afterSeq).Take(limit)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> CountRemovedAsync(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return new(Read<long[]>(state => [.. ranges.Select(range => Find(state, tenant, range)?.CountRemoved(user, range) ?? 0)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(
        TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return new(Read<MentionCount[]>(state => [.. ranges.Select(range => Find(state, tenant, range)?.CountMentions(user, range) ?? default)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationId>> ListPinnedAsync(TenantId tenant, UserId user, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<ConversationId[]>(state =>
        [
            .. state.Conversations.Where(pair => pair.Key.Tenant == tenant && pair.Value.Has(user) && pair.Value.Find(user)!.Pinned)
                .Select(pair => pair.Key.Id).Order().Take(limit),
        ]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationHead>> ListConversationsAsync(ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<ConversationHead[]>(state =>
        [
            .. state.Conversations.Where(pair => Compare(pair.Key, after) > 0)
                .OrderBy(pair => pair.Key.Tenant).ThenBy(pair => pair.Key.Id)
                .Take(limit).Select(pair => pair.Value.Head()),
        ]));
    }

    private static Conversation? Find(JournalState state, TenantId tenant, OrdinalRange range) =>
        state.Conversations.GetValueOrDefault(new ConversationKey(tenant, range.Conversation));

    private static JournalMark MarkOf(ConversationKey conversation, UserId user) =>
        new(conversation.Tenant.Value, conversation.Id.Value, user.Value, 0);
}
