namespace ImKit.Storage.Sqlite.Internal;

/// <summary>A row of the table of members. Pure.</summary>
internal static class MemberRows
{
    public const string Columns = "user, role, floor_seq, floor_ordinal, read_seq, read_ordinal, sent_seq, sent_ordinal";

    public static Member Read(in Statement.Rows rows) => new()
    {
        User = new UserId(rows.Text(0)),
        Role = (MemberRole)rows.Int32(1),
        Floor = rows.Position(2),
        Read = rows.Position(4),
        LastSent = rows.Position(6),
    };
}
