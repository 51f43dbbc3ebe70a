namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The table of conversations, as the writer uses it. The writer's thread only.</summary>
internal sealed class LogTable(Connection connection)
{
    private readonly Statement _find = connection.Prepare("""
        SELECT id, epoch, last_seq, last_ordinal, last_id, trimmed_seq, trimmed_ordinal, trimmed_id, dispatched_seq, member_count,
            title, info, speak, dissolved, mentioned_all_seq, mentioned_all_ordinal, undispatched
        FROM conversations WHERE tenant = ? AND name = ?
        """);

    private readonly Statement _insert = connection.Prepare(
        "INSERT INTO conversations (tenant, name, epoch, title, info, speak, section) VALUES (?, ?, ?, ?, ?, ?, ?)");

    // What every entry moves.
    private readonly Statement _update = connection.Prepare("""
        UPDATE conversations SET last_seq = ?, last_ordinal = ?, last_id = ?, dispatched_seq = ?, member_count = ? WHERE id = ?
        """);

    // Apart: SQLite writes the index whenever a statement names its column.
    private readonly Statement _setUndispatched = connection.Prepare("UPDATE conversations SET undispatched = ? WHERE id = ?");

    private readonly Statement _updateSettings = connection.Prepare("""
        UPDATE conversations SET title = ?, info = ?, speak = ?, dissolved = ?, mentioned_all_seq = ?, mentioned_all_ordinal = ?,
            trimmed_seq = ?, trimmed_ordinal = ?, trimmed_id = ? WHERE id = ?
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
            TrimmedId = rows.Int64(7),
            DispatchedSeq = rows.Int64(8),
            MemberCount = rows.Int32(9),
            Title = rows.Text(10),
            Info = rows.Text(11),
            Speak = (SpeakRule)rows.Int32(12),
            Dissolved = rows.Bool(13),
            MentionedAll = rows.Position(14),
            IsKnownUndispatched = rows.Bool(16),
        };
    }

    public LogState Insert(ConversationKey key, ConversationSettings settings)
    {
        _insert.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Bind(3, settings.Epoch)
            .Bind(4, settings.Title).Bind(5, settings.Info).Bind(6, (int)settings.Speak).Bind(7, Sections.OfConversation(key)).Run();
        return new LogState
        {
            Number = connection.LastInsertId, Epoch = settings.Epoch, Title = settings.Title, Info = settings.Info, Speak = settings.Speak,
        };
    }

    public void Update(LogState log)
    {
        _update.Bind(1, log.Last.Seq).Bind(2, log.Last.Ordinal).Bind(3, log.LastId).Bind(4, log.DispatchedSeq).Bind(5, log.MemberCount)
            .Bind(6, log.Number).Run();
        if (log.IsKnownUndispatched != log.IsUndispatched)
        {
            log.IsKnownUndispatched = log.IsUndispatched;
            _setUndispatched.Bind(1, log.IsUndispatched).Bind(2, log.Number).Run();
        }

        if (!log.AreSettingsChanged)
            return;
        _updateSettings.Bind(1, log.Title).Bind(2, log.Info).Bind(3, (int)log.Speak).Bind(4, log.Dissolved)
            .Bind(5, log.MentionedAll.Seq).Bind(6, log.MentionedAll.Ordinal)
            .Bind(7, log.Trimmed.Seq).Bind(8, log.Trimmed.Ordinal).Bind(9, log.TrimmedId).Bind(10, log.Number).Run();
    }
}
