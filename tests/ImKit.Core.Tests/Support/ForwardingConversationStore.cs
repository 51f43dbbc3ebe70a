using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>Hands every call on; a test overrides what it wants to be different.</summary>
internal abstract class ForwardingConversationStore : IConversationStore
{
    protected abstract IConversationStore Inner { get; }

    public virtual ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel) =>
        Inner.GetHeadsAsync(conversations, cancel);

    public virtual ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        Inner.FindMemberAsync(conversation, user, cancel);

    public virtual ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel) =>
        Inner.ListMembersAsync(conversation, after, limit, cancel);

    public virtual ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel) =>
        Inner.FindMembershipsAsync(tenant, user, conversations, cancel);

    public virtual ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel) =>
        Inner.MarkReadAsync(conversation, user, seq, cancel);

    public virtual ValueTask<Member?> UpdateMemberAsync(ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel) =>
        Inner.UpdateMemberAsync(conversation, user, update, cancel);

    public virtual ValueTask<Member?> RemoveEntriesAsync(ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel) =>
        Inner.RemoveEntriesAsync(conversation, user, seqs, cancel);

    public virtual ValueTask<IReadOnlyList<long>> ReadRemovedAsync(
        ConversationKey conversation, UserId user, long afterSeq, int limit, CancellationToken cancel) =>
        Inner.ReadRemovedAsync(conversation, user, afterSeq, limit, cancel);

    public virtual ValueTask<IReadOnlyList<long>> CountRemovedAsync(
        TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel) =>
        Inner.CountRemovedAsync(tenant, user, ranges, cancel);

    public virtual ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(
        TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel) =>
        Inner.CountMentionsAsync(tenant, user, ranges, cancel);

    public virtual ValueTask<IReadOnlyList<ConversationId>> ListPinnedAsync(TenantId tenant, UserId user, int limit, CancellationToken cancel) =>
        Inner.ListPinnedAsync(tenant, user, limit, cancel);

    public virtual ValueTask<IReadOnlyList<ConversationHead>> ListConversationsAsync(ConversationKey after, int limit, CancellationToken cancel) =>
        Inner.ListConversationsAsync(after, limit, cancel);
}
