using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Publishing;

/// <summary>What hosts have published, what was refused of it, and who sends it. One round trip each: the statements of a batch are one transaction.</summary>
internal sealed class PublishTable(SchemaName schema, int maxRefused)
{
    // The rows of a page are in memory until they are sent.
    private const int PageBytes = 4 * 1024 * 1024;
    private const string Columns = "tenant, conversation, to_user, sender, client_msg_id, kind, format, body, mentions, mentions_all, reply_to";

    private readonly string _holds = $"EXISTS (SELECT FROM {schema}.publish_lease WHERE id = 1 AND node = $1 AND boot_id = $2)";

    // Written only when a third of the time is over: a look every second is no commit every second.
    private readonly string _take = $"""
        UPDATE {schema}.publish_lease SET node = $1, boot_id = $2, lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE id = 1 AND (lease_until <= clock_timestamp() OR (node = $1 AND (boot_id < $2
            OR (boot_id = $2 AND lease_until < clock_timestamp() + $3 * interval '1 millisecond' * 2 / 3))))
        """;

    private readonly string _look = $"""
        SELECT node = $1 AND boot_id = $2, greatest(0, extract(epoch FROM lease_until - clock_timestamp()) * 1000)::bigint
        FROM {schema}.publish_lease WHERE id = 1
        """;

    private string Read => field ??= $"""
        SELECT id, {Columns}, extract(epoch FROM clock_timestamp() - created) * 1000 FROM (
            SELECT *, sum(octet_length(body)) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING) - octet_length(body) AS before FROM (
                SELECT * FROM {schema}.publish p
                WHERE {_holds} AND NOT EXISTS (SELECT FROM unnest($3, $4) AS passed (tenant, id) WHERE passed.tenant = p.tenant AND passed.id = p.conversation)
                ORDER BY id LIMIT $5) first) sized
        WHERE before < {PageBytes} ORDER BY id
        """;

    private readonly string _remove = $"DELETE FROM {schema}.publish WHERE id = ANY ($1)";

    private string Refuse => field ??= $"""
        WITH refused AS (
            DELETE FROM {schema}.publish p USING unnest($3, $4, $5) AS r (id, code, reason) WHERE p.id = r.id AND {_holds} RETURNING p.*, r.code, r.reason
        )
        INSERT INTO {schema}.publish_refused (id, {Columns}, created, code, reason) SELECT id, {Columns}, created, code, reason FROM refused
        """;

    private readonly string _trim = $"""
        DELETE FROM {schema}.publish_refused WHERE id <= (SELECT id FROM {schema}.publish_refused ORDER BY id DESC OFFSET {maxRefused} LIMIT 1)
        """;

    private readonly string _release = $"UPDATE {schema}.publish_lease SET lease_until = 'epoch' WHERE id = 1 AND node = $1 AND boot_id = $2";

    /// <summary>Whether the oldest row has waited for a minute: nobody sends, or the conversation of the row does not take it.</summary>
    public static string AreLate(SchemaName schema) =>
        $"SELECT coalesce((SELECT created < clock_timestamp() - interval '1 minute' FROM {schema}.publish ORDER BY id LIMIT 1), false)";

    public async ValueTask<PublishPage> ReadAsync(
        NpgsqlConnection connection, (SectionHolder Holder, TimeSpan Lease, IReadOnlyList<PublishConversation> Except, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_take).With(what.Holder.Node.Value).With(what.Holder.BootId).With(what.Lease);
        batch.Add(_look).With(what.Holder.Node.Value).With(what.Holder.BootId);
        batch.Add(Read).With(what.Holder.Node.Value).With(what.Holder.BootId)
            .With(what.Except.Column(static passed => passed.Tenant)).With(what.Except.Column(static passed => passed.Id)).With(what.Limit);
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.ReadAsync(cancel).ConfigureAwait(false);
        var (held, remaining) = (rows.GetBoolean(0), TimeSpan.FromMilliseconds(rows.GetInt64(1)));
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        var page = new List<PublishRow>();
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            page.Add(Row(rows));
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return new PublishPage(held, remaining, page);
    }

    /// <returns>How many refused ones were dropped.</returns>
    public async ValueTask<int> SettleAsync(
        NpgsqlConnection connection, (SectionHolder Holder, IReadOnlyList<long> Sent, IReadOnlyList<PublishRefusal> Refused) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_remove).With(what.Sent.Column(static id => id));
        if (what.Refused.Count == 0)
        {
            await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            return 0;
        }

        batch.Add(Refuse).With(what.Holder.Node.Value).With(what.Holder.BootId)
            .With(what.Refused.Column(static refusal => refusal.Id)).With(what.Refused.Column(static refusal => refusal.Code))
            .With(what.Refused.Column(static refusal => FreeText.Storable(refusal.Reason)));
        var trim = batch.Add(_trim);
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return (int)trim.RecordsAffected;
    }

    public async ValueTask<bool> ReleaseAsync(NpgsqlConnection connection, SectionHolder holder, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_release).With(holder.Node.Value).With(holder.BootId);
        return await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false) > 0;
    }

    private static PublishRow Row(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Conversation = new PublishConversation(row.GetString(1), row.GetString(2)),
        ToUser = row.GetString(3),
        Sender = row.GetString(4),
        ClientMsgId = row.GetString(5),
        Kind = (EntryKind)row.GetInt32(6),
        Format = (BodyFormat)row.GetInt32(7),
        Body = row.GetFieldValue<byte[]>(8),
        Mentions = row.GetFieldValue<string[]>(9),
        MentionsAll = row.GetBoolean(10),
        ReplyTo = row.GetInt64(11),
        Age = TimeSpan.FromMilliseconds((double)row.GetDecimal(12)),
    };
}
