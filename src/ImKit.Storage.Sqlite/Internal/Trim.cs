namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Takes the beginning of logs away, within the writer's transaction. The writer's thread only.</summary>
internal sealed class Trim(Connection connection)
{
    private readonly Statement _last = connection.Prepare("SELECT ordinal, id FROM entries WHERE conversation = ? AND seq = ?");

    private readonly Statement[] _dropBySeq =
    [
        connection.Prepare("DELETE FROM entries WHERE conversation = ? AND seq <= ?"),
        connection.Prepare("DELETE FROM reactions WHERE conversation = ? AND seq <= ?"),
        connection.Prepare("DELETE FROM mentions WHERE conversation = ? AND seq <= ?"),
        connection.Prepare("DELETE FROM removed WHERE conversation = ? AND seq <= ?"),
    ];

    private readonly Statement _prune = connection.Prepare("""
        DELETE FROM dedup WHERE (conversation, sender, client_msg_id) IN (
            SELECT d.conversation, d.sender, d.client_msg_id FROM conversations c JOIN dedup d ON d.conversation = c.id
            WHERE c.trimmed_seq > 0 AND d.seq <= c.trimmed_seq AND d.time < ? LIMIT ?)
        """);

    public static bool Log(WriteSession session, (ConversationKey Conversation, long ThroughSeq) what)
    {
        if (session.Logs.Find(what.Conversation) is not { } log)
            return false;
        var through = Math.Min(what.ThroughSeq, log.DispatchedSeq);
        if (through > log.Trimmed.Seq)
            session.Trim.Drop(session.Logs, log, through);
        return true;
    }

    public int Prune(long before, int limit) => _prune.Bind(1, before).Bind(2, limit).Run();

    private void Drop(LogCache logs, LogState log, long through)
    {
        using (var rows = _last.Bind(1, log.Number).Bind(2, through).Query())
        {
            if (!rows.Next())
                throw new StorageException($"Entry {through} of log {log.Number} is missing.");
            log.Trimmed = new Position(through, rows.Int64(0));
            log.TrimmedId = rows.Int64(1);
        }

        foreach (var drop in _dropBySeq)
            drop.Bind(1, log.Number).Bind(2, through).Run();
        logs.SetSettingsChanged(log);
        logs.Flush();
    }
}
