namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The table of members, as the writer uses it. The writer's thread only.</summary>
internal sealed class MemberTable(Connection connection)
{
    private readonly Statement _find = connection.Prepare($"SELECT {MemberRows.Columns} FROM members WHERE conversation = ? AND user = ?");

    private readonly Statement _upsert = connection.Prepare("""
        INSERT INTO members (conversation, user, role, floor_seq, floor_ordinal, read_seq, read_ordinal, sent_seq, sent_ordinal)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET role = excluded.role, floor_seq = excluded.floor_seq, floor_ordinal = excluded.floor_ordinal,
            read_seq = excluded.read_seq, read_ordinal = excluded.read_ordinal, sent_seq = excluded.sent_seq, sent_ordinal = excluded.sent_ordinal
        """);

    private readonly Statement _updateOwn = connection.Prepare("""
        UPDATE members SET cleared_seq = ?, cleared_ordinal = ?, hidden_seq = ?, hidden_ordinal = ?, muted = ?, pinned = ?, marked_unread = ?, draft = ?
        WHERE conversation = ? AND user = ?
        """);

    public MemberState? Find(LogState log, UserId user)
    {
        using var rows = _find.Bind(1, log.Number).Bind(2, user.Value).Query();
        return rows.Next() ? new MemberState { Log = log, Row = MemberRows.Read(rows) } : null;
    }

    public void Upsert(MemberState member)
    {
        var row = member.Row;
        _upsert.Bind(1, member.Log.Number).Bind(2, row.User.Value).Bind(3, (int)row.Role)
            .Bind(4, row.Floor.Seq).Bind(5, row.Floor.Ordinal)
            .Bind(6, row.Read.Seq).Bind(7, row.Read.Ordinal)
            .Bind(8, row.LastSent.Seq).Bind(9, row.LastSent.Ordinal)
            .Run();
        if (member.IsOwnChanged)
            UpdateOwn(member.Log, row);
    }

    private void UpdateOwn(LogState log, Member row)
    {
        _updateOwn.Bind(1, row.ClearedTo.Seq).Bind(2, row.ClearedTo.Ordinal).Bind(3, row.HiddenTo.Seq).Bind(4, row.HiddenTo.Ordinal)
            .Bind(5, row.Muted).Bind(6, row.Pinned).Bind(7, row.MarkedUnread).Bind(8, row.Draft)
            .Bind(9, log.Number).Bind(10, row.User.Value).Run();
    }
}
