namespace ImKit.Storage;

/// <summary>Heads and members in memory. Answers synchronously.</summary>
internal sealed class InMemoryConversationStore(InMemoryLogs logs) : IConversationStore
{
    public ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        var heads = new ConversationHead?[conversations.Count];
        for (var i = 0; i < heads.Length; i++)
            heads[i] = logs.Find(conversations[i])?.Head();
        return new(heads);
    }

    public ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        new(logs.Find(conversation)?.FindMember(user));

    public ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Find(conversation)?.ListMembers(after, limit) ?? []);
    }

    public ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        var members = new Member?[conversations.Count];
        for (var i = 0; i < members.Length; i++)
            members[i] = logs.Find(new ConversationKey(tenant, conversations[i]))?.FindMember(user);
        return new(members);
    }

    public ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel) =>
        new(logs.Find(conversation)?.MarkRead(user, seq));

    public ValueTask<Member?> UpdateMemberAsync(ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new(logs.Find(conversation)?.UpdateMember(user, update));
    }

    public ValueTask<Member?> RemoveEntriesAsync(ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return new(logs.Find(conversation)?.RemoveEntries(user, seqs));
    }

    public ValueTask<IReadOnlyList<long>> ReadRemovedAsync(ConversationKey conversation, UserId user, long afterSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Find(conversation)?.ReadRemoved(user, afterSeq, limit) ?? []);
    }

    public ValueTask<IReadOnlyList<long>> CountRemovedAsync(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return new([.. ranges.Select(range => Find(tenant, range)?.CountRemoved(user, range.After, range.Through) ?? 0)]);
    }

    public ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(
        TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return new([.. ranges.Select(range => Find(tenant, range)?.CountMentions(user, range.After, range.Through) ?? default)]);
    }

    public ValueTask<IReadOnlyList<ConversationId>> ListPinnedAsync(TenantId tenant, UserId user, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Pinned(tenant, user, limit));
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ListConversationsAsync(ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Heads(after, limit, static _ => true));
    }

    private InMemoryLog? Find(TenantId tenant, OrdinalRange range) => logs.Find(new ConversationKey(tenant, range.Conversation));
}
