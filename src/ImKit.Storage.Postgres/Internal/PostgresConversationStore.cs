using ImKit.Storage.Postgres.Internal.Reading;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Heads and members in the database.</summary>
internal sealed class PostgresConversationStore(PostgresDatabase database) : IConversationStore
{
    private readonly HeadReader _heads = new(database.Schema);
    private readonly MemberReader _members = new(database.Schema);
    private readonly Marks _marks = new(database.Schema);
    private readonly OwnRows _own = new(database.Schema);
    private readonly HangingReader _hanging = new(database.Schema);

    public ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        return database.ReadAsync(_heads.FindAsync, conversations, cancel);
    }

    public ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        database.ReadAsync(_members.FindAsync, (conversation, user), cancel);

    public ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_members.ListAsync, (conversation, after, limit), cancel);
    }

    public ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        return database.ReadAsync(_members.MembershipsAsync, (tenant, user, conversations), cancel);
    }

    public ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel) =>
        database.WriteAsync(_marks.ReadAsync, (conversation, user, seq), cancel);

    public ValueTask<Member?> UpdateMemberAsync(ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(update);
        return database.WriteAsync(_own.UpdateAsync, (conversation, user, update), cancel);
    }

    public ValueTask<Member?> RemoveEntriesAsync(ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return database.WriteAsync(_own.RemoveAsync, (conversation, user, seqs), cancel);
    }

    public ValueTask<IReadOnlyList<long>> ReadRemovedAsync(ConversationKey conversation, UserId user, long afterSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_hanging.RemovedAsync, (conversation, user, afterSeq, limit), cancel);
    }

    public ValueTask<IReadOnlyList<long>> CountRemovedAsync(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return database.ReadAsync(_hanging.CountRemovedAsync, (tenant, user, ranges), cancel);
    }

    public ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(
        TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return database.ReadAsync(_hanging.CountMentionsAsync, (tenant, user, ranges), cancel);
    }

    public ValueTask<IReadOnlyList<ConversationId>> ListPinnedAsync(TenantId tenant, UserId user, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_members.PinnedAsync, (tenant, user, limit), cancel);
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ListConversationsAsync(ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_heads.AllAsync, (after, limit), cancel);
    }
}
