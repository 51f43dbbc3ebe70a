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
}
