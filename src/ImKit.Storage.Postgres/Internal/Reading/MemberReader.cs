using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Reading;

/// <summary>Member rows.</summary>
internal sealed class MemberReader(SchemaName schema)
{
    /// <summary>The condition for a present member, in a statement that names the row m.</summary>
    public const string IsPresent = "m.role NOT IN (0, 5)";

    private const string Columns = """
        m.user_id, m.role, m.floor_seq, m.floor_ordinal, m.read_seq, m.read_ordinal, m.sent_seq, m.sent_ordinal,
        m.cleared_seq, m.cleared_ordinal, m.hidden_seq, m.hidden_ordinal, m.muted, m.pinned, m.marked_unread, m.draft
        """;

    private readonly string _find = $"{Select(schema)} AND m.user_id = $3";
    private readonly string _present = $"{Select(schema)} AND m.user_id = $3 AND {IsPresent}";
    private readonly string _list = $"{Select(schema)} AND m.user_id > $3 AND {IsPresent} ORDER BY m.user_id LIMIT $4";

    private readonly string _memberships = $"""
        SELECT k.place, {Columns} FROM unnest($3) WITH ORDINALITY AS k (name, place)
        JOIN {schema}.conversations c ON c.tenant = $1 AND c.name = k.name
        JOIN {schema}.members m ON m.conversation = c.id AND m.user_id = $2
        """;

    // What is pinned is looked for first, whatever the plan thinks of the sizes of tables.
    private readonly string _pinned = $"""
        SELECT c.name FROM (
            SELECT m.conversation FROM {schema}.members m WHERE m.user_id = $2 AND m.pinned AND {IsPresent} OFFSET 0) m
        CROSS JOIN LATERAL (SELECT tenant, name FROM {schema}.conversations WHERE id = m.conversation LIMIT 1) c
        WHERE c.tenant = $1 ORDER BY c.name LIMIT $3
        """;

    public async ValueTask<Member?> FindAsync(NpgsqlConnection connection, (ConversationKey Key, UserId User) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        Keys(batch.Add(_find), what.Key).With(what.User.Value);
        return await batch.ReadFirstAsync(Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Member>> ListAsync(NpgsqlConnection connection, (ConversationKey Key, UserId After, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        Keys(batch.Add(_list), what.Key).With(what.After.Value).With((long)what.Limit);
        return await batch.ReadAllAsync(Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<Member?>> MembershipsAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId User, IReadOnlyList<ConversationId> Conversations) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_memberships).With(what.Tenant.Value).With(what.User.Value).With(what.Conversations.Column(static id => id.Value));
        return await batch.ReadPlacesAsync(what.Conversations.Count, Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<ConversationId>> PinnedAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId User, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_pinned).With(what.Tenant.Value).With(what.User.Value).With((long)what.Limit);
        return await batch.ReadAllAsync(static row => new ConversationId(row.GetString(0)), cancel).ConfigureAwait(false);
    }

    /// <summary>Adds the statement that reads a present member's row.</summary>
    public void AddFindPresent(NpgsqlBatch batch, ConversationKey key, UserId user) => Keys(batch.Add(_present), key).With(user.Value);

    public static Member Row(NpgsqlDataReader row) => new()
    {
        User = new UserId(row.GetString(1)),
        Role = (MemberRole)row.GetInt32(2),
        Floor = row.Position(3),
        Read = row.Position(5),
        LastSent = row.Position(7),
        ClearedTo = row.Position(9),
        HiddenTo = row.Position(11),
        Muted = row.GetBoolean(13),
        Pinned = row.GetBoolean(14),
        MarkedUnread = row.GetBoolean(15),
        Draft = row.GetString(16),
    };

    private static string Select(SchemaName schema) => $"""
        SELECT 0::bigint, {Columns} FROM {schema}.members m
        WHERE m.conversation = (SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = $2)
        """;

    private static NpgsqlBatchCommand Keys(NpgsqlBatchCommand command, ConversationKey key) => command.With(key.Tenant.Value).With(key.Id.Value);
}
