namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Heads and members in the file.</summary>
internal sealed class SqliteConversationStore(SqliteDatabase database) : IConversationStore
{
    public ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        return database.ReadAsync(static IReadOnlyList<ConversationHead?> (session, keys) => session.Heads.Find(keys), conversations, cancel);
    }

    public ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel) =>
        database.ReadAsync(static (session, what) => session.Members.Find(what.conversation, what.user), (conversation, user), cancel);

    public ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<Member> (session, what) => session.Members.List(what.conversation, what.after, what.limit),
            (conversation, after, limit), cancel);
    }

    public ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(conversations);
        return database.ReadAsync(
            static IReadOnlyList<Member?> (session, what) => session.Members.Find(what.tenant, what.user, what.conversations),
            (tenant, user, conversations), cancel);
    }

    public ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel) =>
        database.WriteAsync(Marks.Read, (conversation, user, seq), cancel);

    public ValueTask<Member?> UpdateMemberAsync(ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(update);
        return database.WriteAsync(Marks.Update, (conversation, user, update), cancel);
    }

    public ValueTask<Member?> RemoveEntriesAsync(ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return database.WriteAsync(Marks.Removed, (conversation, user, seqs), cancel);
    }

    public ValueTask<IReadOnlyList<long>> ReadRemovedAsync(ConversationKey conversation, UserId user, long afterSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<long> (session, what) => session.Targets.Removed(what.conversation, what.user, what.afterSeq, what.limit),
            (conversation, user, afterSeq, limit), cancel);
    }

    public ValueTask<IReadOnlyList<long>> CountRemovedAsync(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return database.ReadAsync(
            static IReadOnlyList<long> (session, what) => session.Targets.CountRemoved(what.tenant, what.user, what.ranges), (tenant, user, ranges), cancel);
    }

    public ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(
        TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(ranges);
        return database.ReadAsync(
            static IReadOnlyList<MentionCount> (session, what) => session.Targets.CountMentions(what.tenant, what.user, what.ranges),
            (tenant, user, ranges), cancel);
    }

    public ValueTask<IReadOnlyList<ConversationId>> ListPinnedAsync(TenantId tenant, UserId user, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<ConversationId> (session, what) => session.Members.Pinned(what.tenant, what.user, what.limit),
            (tenant, user, limit), cancel);
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ListConversationsAsync(ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<ConversationHead> (session, what) => session.Heads.All(what.after, what.limit), (after, limit), cancel);
    }
}
