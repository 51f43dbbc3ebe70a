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
}
