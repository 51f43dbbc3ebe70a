namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Ranges of a log. A reader's thread only.</summary>
internal sealed class EntryReader(Connection connection)
{
    private const string Select = """
        SELECT seq, ordinal, id, kind, countable, sender, client_msg_id, time, target_seq, version, format, body, recalled, mentions, mentions_all FROM entries
        WHERE conversation = (SELECT id FROM conversations WHERE tenant = ? AND name = ?)
        """;

    private readonly Statement _forward = connection.Prepare($"{Select} AND seq >= ? ORDER BY seq LIMIT ?");
    private readonly Statement _backward = connection.Prepare($"{Select} AND seq < ? ORDER BY seq DESC LIMIT ?");

    public LogEntry[] Forward(ConversationKey key, long fromSeq, int limit) => Read(_forward, key, fromSeq, limit);

    public LogEntry[] Backward(ConversationKey key, long beforeSeq, int limit) => Read(_backward, key, beforeSeq, limit);

    private static LogEntry[] Read(Statement statement, ConversationKey key, long seq, int limit)
    {
        var entries = new List<LogEntry>();
        using var rows = statement.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Bind(3, seq).Bind(4, limit).Query();
        while (rows.Next())
            entries.Add(Entry(rows));
        return [.. entries];
    }

    private static LogEntry Entry(in Statement.Rows rows) => new()
    {
        Seq = rows.Int64(0),
        Ordinal = rows.Int64(1),
        Id = new MessageId(rows.Int64(2)),
        Kind = (EntryKind)rows.Int32(3),
        Countable = rows.Int32(4) != 0,
        Sender = new UserId(rows.Text(5)),
        ClientMsgId = new ClientMsgId(rows.Text(6)),
        Time = rows.Int64(7),
        TargetSeq = rows.Int64(8),
        Version = rows.Int32(9),
        Format = (BodyFormat)rows.Int32(10),
        Body = rows.Blob(11).ToArray(),
        Recalled = rows.Bool(12),
        Mentions = MentionList.Read(rows.Text(13)),
        MentionsAll = rows.Bool(14),
    };
}
