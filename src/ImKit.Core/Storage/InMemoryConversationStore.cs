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
}
