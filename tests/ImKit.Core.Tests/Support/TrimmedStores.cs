using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>The in-memory stores as they look after the beginning of a log was trimmed: no provider trims yet, but heads can say so.</summary>
internal sealed class TrimmedStores(MemoryStores stores) : IConversationStore
{
    private SendAck _last;

    public MemoryStores Stores => stores;

    /// <summary>Makes an entry the last one that is gone.</summary>
    public void TrimTo(SendAck last) => _last = last;

    public async ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel) =>
        [.. (await stores.Conversations.GetHeadsAsync(conversations, cancel)).Select(head =>
            head is null ? null : head with { Trimmed = _last.Position, TrimmedId = _last.Id })];

    public ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        stores.Conversations.FindMemberAsync(conversation, user, cancel);

    public ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel) =>
        stores.Conversations.ListMembersAsync(conversation, after, limit, cancel);

    public ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel) =>
        stores.Conversations.FindMembershipsAsync(tenant, user, conversations, cancel);

    public ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel) =>
        stores.Conversations.MarkReadAsync(conversation, user, seq, cancel);
}
