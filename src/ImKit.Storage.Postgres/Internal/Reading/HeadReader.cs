using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Reading;

/// <summary>Heads of logs.</summary>
internal sealed class HeadReader(SchemaName schema)
{
    private const string Columns = """
        c.tenant, c.name, c.epoch, c.last_seq, c.last_ordinal, c.last_id, c.trimmed_seq, c.trimmed_ordinal, c.trimmed_id, c.dispatched_seq, c.member_count,
        c.title, c.info, c.speak, c.dissolved, c.mentioned_all_seq, c.mentioned_all_ordinal
        """;

    private readonly string _find = $"""
        SELECT k.place, {Columns} FROM unnest($1, $2) WITH ORDINALITY AS k (tenant, name, place)
        JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        """;

    private readonly string _undispatched = $"""
        SELECT 0::bigint, {Columns} FROM {schema}.conversations c
        WHERE c.pending AND c.section = $4 AND (c.tenant, c.name) > ($1, $2) ORDER BY c.tenant, c.name LIMIT $3
        """;

    private readonly string _all = $"""
        SELECT 0::bigint, {Columns} FROM {schema}.conversations c WHERE (c.tenant, c.name) > ($1, $2) ORDER BY c.tenant, c.name LIMIT $3
        """;

    public async ValueTask<IReadOnlyList<ConversationHead?>> FindAsync(NpgsqlConnection connection, IReadOnlyList<ConversationKey> keys, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_find).With(keys.Column(static key => key.Tenant.Value)).With(keys.Column(static key => key.Id.Value));
        return await batch.ReadPlacesAsync(keys.Count, Head, cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<ConversationHead>> UndispatchedAsync(
        NpgsqlConnection connection, (int Section, ConversationKey After, int Limit) what, CancellationToken cancel) =>
        PageAsync(connection, _undispatched, (what.After, what.Limit), what.Section, cancel);

    public ValueTask<IReadOnlyList<ConversationHead>> AllAsync(
        NpgsqlConnection connection, (ConversationKey After, int Limit) what, CancellationToken cancel) => PageAsync(connection, _all, what, null, cancel);

    /// <summary>Adds the statement that reads one head; <see cref="Head"/> reads its row.</summary>
    public void AddFind(NpgsqlBatch batch, ConversationKey key) => batch.Add(_find).With([key.Tenant.Value]).With([key.Id.Value]);

    public static ConversationHead Head(NpgsqlDataReader row) => new()
    {
        Conversation = new ConversationKey(new TenantId(row.GetString(1)), new ConversationId(row.GetString(2))),
        Epoch = row.GetInt64(3),
        Last = row.Position(4),
        LastId = new MessageId(row.GetInt64(6)),
        Trimmed = row.Position(7),
        TrimmedId = new MessageId(row.GetInt64(9)),
        DispatchedSeq = row.GetInt64(10),
        MemberCount = row.GetInt32(11),
        Title = row.GetString(12),
        Info = row.GetString(13),
        Speak = (SpeakRule)row.GetInt32(14),
        Dissolved = row.GetBoolean(15),
        MentionedAll = row.Position(16),
    };

    private static async ValueTask<IReadOnlyList<ConversationHead>> PageAsync(
        NpgsqlConnection connection, string sql, (ConversationKey After, int Limit) what, int? section, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        var command = batch.Add(sql).With(what.After.Tenant.Value).With(what.After.Id.Value).With((long)what.Limit);
        if (section is { } one)
            command.With(one);
        return await batch.ReadAllAsync(Head, cancel).ConfigureAwait(false);
    }
}
