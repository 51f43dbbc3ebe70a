namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The table of conversations, as the writer uses it. The writer's thread only.</summary>
internal sealed class LogTable(Connection connection)
{
    private readonly Statement _find = connection.Prepare("""
        SELECT id, epoch, last_seq, last_ordinal, last_id, trimmed_seq, trimmed_ordinal, dispatched_seq, member_count
        FROM conversations WHERE tenant = ? AND name = ?
        """);

    private readonly Statement _insert = connection.Prepare("INSERT INTO conversations (tenant, name, epoch, title) VALUES (?, ?, ?, ?)");

    private readonly Statement _update = connection.Prepare("""
        UPDATE conversations SET last_seq = ?, last_ordinal = ?, last_id = ?, dispatched_seq = ?, member_count = ? WHERE id = ?
        """);

    public LogState? Find(ConversationKey key)
    {
        using var rows = _find.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Query();
        return !rows.Next() ? null : new LogState
        {
            Number = rows.Int64(0),
            Epoch = rows.Int64(1),
            Last = rows.Position(2),
            LastId = rows.Int64(4),
            Trimmed = rows.Position(5),
            DispatchedSeq = rows.Int64(7),
            MemberCount = rows.Int32(8),
        };
    }

    public LogState Insert(ConversationKey key, ConversationSettings settings)
    {
        _insert.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Bind(3, settings.Epoch).Bind(4, settings.Title).Run();
        return new LogState { Number = connection.LastInsertId, Epoch = settings.Epoch };
    }

    public void Update(LogState log) => _update
        .Bind(1, log.Last.Seq).Bind(2, log.Last.Ordinal).Bind(3, log.LastId).Bind(4, log.DispatchedSeq).Bind(5, log.MemberCount)
        .Bind(6, log.Number)
        .Run();
}
