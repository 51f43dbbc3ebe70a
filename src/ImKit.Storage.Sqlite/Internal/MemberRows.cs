namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A row of the table of members. Pure.</summary>
internal static class MemberRows
{
    public const string Columns = """
        user, role, floor_seq, floor_ordinal, read_seq, read_ordinal, sent_seq, sent_ordinal,
        cleared_seq, cleared_ordinal, hidden_seq, hidden_ordinal, muted, pinned, marked_unread, draft
        """;

    /// <summary>The condition for a present member.</summary>
    public const string IsPresent = "role NOT IN (0, 5)";

    public static Member Read(in Statement.Rows rows) => new()
    {
        User = new UserId(rows.Text(0)),
        Role = (MemberRole)rows.Int32(1),
        Floor = rows.Position(2),
        Read = rows.Position(4),
        LastSent = rows.Position(6),
        ClearedTo = rows.Position(8),
        HiddenTo = rows.Position(10),
        Muted = rows.Bool(12),
        Pinned = rows.Bool(13),
        MarkedUnread = rows.Bool(14),
        Draft = rows.Text(15),
    };
}
