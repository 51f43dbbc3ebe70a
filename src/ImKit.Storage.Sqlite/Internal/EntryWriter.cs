namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The tables of entries and dedup keys, as the writer uses them. The writer's thread only.</summary>
internal sealed class EntryWriter(Connection connection)
{
    private readonly Statement _insertKey = connection.Prepare("""
        INSERT INTO dedup (conversation, sender, client_msg_id, payload_hash, seq, ordinal, id, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """);

    private readonly Statement _findKey = connection.Prepare("""
        SELECT payload_hash, seq, ordinal, id, time FROM dedup WHERE conversation = ? AND sender = ? AND client_msg_id = ?
        """);

    private readonly Statement _insert = connection.Prepare("""
        INSERT INTO entries (conversation, seq, ordinal, id, kind, countable, sender, client_msg_id, time, target_seq, format, body,
            version, mentions, mentions_all)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _ordinal = connection.Prepare("SELECT ordinal FROM entries WHERE conversation = ? AND seq = ?");

    /// <summary>Takes the dedup key for an entry at a place.</summary>
    /// <returns>False if it was taken before.</returns>
    public bool TryTakeKey(LogState log, AppendRequest request, Position place) => _insertKey
        .Bind(1, log.Number).Bind(2, request.Sender.Value).Bind(3, request.ClientMsgId.Value).Bind(4, request.PayloadHash.Span)
        .Bind(5, place.Seq).Bind(6, place.Ordinal).Bind(7, request.Id.Value).Bind(8, request.Time)
        .Run() == 1;

    /// <summary>What the taken dedup key makes of a request; null if it is not taken.</summary>
    public AppendOutcome? FindKey(LogState log, AppendRequest request)
    {
        using var rows = _findKey.Bind(1, log.Number).Bind(2, request.Sender.Value).Bind(3, request.ClientMsgId.Value).Query();
        if (!rows.Next())
            return null;
        return rows.Blob(0).SequenceEqual(request.PayloadHash.Span)
            ? new AppendOutcome(AppendStatus.Duplicate, log.Epoch, rows.Position(1), new MessageId(rows.Int64(3)), rows.Int64(4))
            : AppendOutcome.Refused(AppendStatus.Conflict);
    }

    public void Insert(LogState log, AppendRequest request, Position place, int version) => _insert
        .Bind(1, log.Number).Bind(2, place.Seq).Bind(3, place.Ordinal).Bind(4, request.Id.Value)
        .Bind(5, (int)request.Kind).Bind(6, request.Countable ? 1 : 0)
        .Bind(7, request.Sender.Value).Bind(8, request.ClientMsgId.Value).Bind(9, request.Time)
        .Bind(10, request.TargetSeq).Bind(11, (int)request.Format).Bind(12, request.Body.Span)
        .Bind(13, version).Bind(14, MentionList.Write(request.Mentions)).Bind(15, request.MentionsAll)
        .Run();

    /// <summary>The place of a seq, at most the head; a trimmed one counts as the trim's.</summary>
    public Position PlaceOf(LogState log, long seq)
    {
        if (seq >= log.Last.Seq)
            return log.Last;
        if (seq <= log.Trimmed.Seq)
            return log.Trimmed;
        using var rows = _ordinal.Bind(1, log.Number).Bind(2, seq).Query();
        return rows.Next() ? new Position(seq, rows.Int64(0)) : throw new StorageException($"Entry {seq} of log {log.Number} is missing.");
    }
}
