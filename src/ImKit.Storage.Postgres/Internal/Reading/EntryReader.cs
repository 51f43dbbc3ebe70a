using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Reading;

/// <summary>Ranges of a log, each one read of one index.</summary>
internal sealed class EntryReader(SchemaName schema)
{
    private readonly string _forward = $"{Select(schema)} AND seq >= $3 ORDER BY seq LIMIT $4";
    private readonly string _backward = $"{Select(schema)} AND seq < $3 ORDER BY seq DESC LIMIT $4";

    public ValueTask<IReadOnlyList<LogEntry>> ForwardAsync(NpgsqlConnection connection, (ConversationKey Key, long FromSeq, int Limit) what, CancellationToken cancel) =>
        ReadAsync(connection, _forward, what, cancel);

    public ValueTask<IReadOnlyList<LogEntry>> BackwardAsync(NpgsqlConnection connection, (ConversationKey Key, long BeforeSeq, int Limit) what, CancellationToken cancel) =>
        ReadAsync(connection, _backward, what, cancel);

    private static string Select(SchemaName schema) => $"""
        SELECT seq, ordinal, id, kind, countable, sender, client_msg_id, time, target_seq, version, format, body,
            recalled, mentions, mentions_all
        FROM {schema}.entries
        WHERE conversation = (SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = $2)
        """;

    private static async ValueTask<IReadOnlyList<LogEntry>> ReadAsync(
        NpgsqlConnection connection, string sql, (ConversationKey Key, long Seq, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(sql).With(what.Key.Tenant.Value).With(what.Key.Id.Value).With(what.Seq).With((long)what.Limit);
        return await batch.ReadAllAsync(Entry, cancel).ConfigureAwait(false);
    }

    private static LogEntry Entry(NpgsqlDataReader row) => new()
    {
        Seq = row.GetInt64(0),
        Ordinal = row.GetInt64(1),
        Id = new MessageId(row.GetInt64(2)),
        Kind = (EntryKind)row.GetInt32(3),
        Countable = row.GetBoolean(4),
        Sender = new UserId(row.GetString(5)),
        ClientMsgId = new ClientMsgId(row.GetString(6)),
        Time = row.GetInt64(7),
        TargetSeq = row.GetInt64(8),
        Version = row.GetInt32(9),
        Format = (BodyFormat)row.GetInt32(10),
        Body = row.GetFieldValue<byte[]>(11),
        Recalled = row.GetBoolean(12),
        Mentions = MentionList.Read(row.GetString(13)),
        MentionsAll = row.GetBoolean(14),
    };
}
