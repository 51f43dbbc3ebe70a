using ImKit.Storage.Postgres.Internal.Reading;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Heads and members in the database.</summary>
internal sealed class PostgresConversationStore(PostgresDatabase database) : IConversationStore
{
    private readonly HeadReader _heads = new(database.Schema);
    private readonly MemberReader _members = new(database.Schema);
    private readonly Marks _marks = new(database.Schema);

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
}
