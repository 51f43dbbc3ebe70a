namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The table of sections. The thread of its connection only.</summary>
internal sealed class SectionTable(Connection connection)
{
    private const string Select = "SELECT number, node, boot, term, ends_at FROM sections WHERE kind = ?";

    private readonly Statement _find = connection.Prepare($"{Select} AND number = ?");
    private readonly Statement _all = connection.Prepare($"{Select} ORDER BY number");

    private readonly Statement _upsert = connection.Prepare("""
        INSERT INTO sections (kind, number, node, boot, term, ends_at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET node = excluded.node, boot = excluded.boot, term = excluded.term, ends_at = excluded.ends_at
        """);

    /// <summary>The term of a section; 0 if nobody has held it.</summary>
    public long Term(SectionKind kind, int number) => Find(kind, number).Term;

    public SectionRow Find(SectionKind kind, int number)
    {
        using var rows = _find.Bind(1, (int)kind).Bind(2, number).Query();
        return rows.Next() ? Read(rows) : new SectionRow(number, null, 0, 0);
    }

    /// <summary>All sections of a kind, also those without a row.</summary>
    public SectionRow[] All(SectionKind kind)
    {
        var found = new SectionRow[Sections.Count];
        for (var number = 0; number < found.Length; number++)
            found[number] = new SectionRow(number, null, 0, 0);
        using var rows = _all.Bind(1, (int)kind).Query();
        while (rows.Next())
            found[rows.Int32(0)] = Read(rows);
        return found;
    }

    public void Set(SectionKind kind, SectionRow row) =>
        _upsert.Bind(1, (int)kind).Bind(2, row.Number).Bind(3, row.Holder?.Node.Value ?? "").Bind(4, row.Holder?.BootId ?? 0)
            .Bind(5, row.Term).Bind(6, row.EndsAt).Run();

    private static SectionRow Read(in Statement.Rows rows) => new(
        rows.Int32(0), NodeId.TryCreate(rows.Text(1), out var node) ? new SectionHolder(node, rows.Int64(2)) : null, rows.Int64(3), rows.Int64(4));
}

/// <summary>One section as it stands in the file.</summary>
/// <param name="Number">Which.</param>
/// <param name="Holder">Who took it last; null if nobody has, or if it was given back.</param>
/// <param name="Term">Its term.</param>
/// <param name="EndsAt">When the lease ends, Unix milliseconds.</param>
internal readonly record struct SectionRow(int Number, SectionHolder? Holder, long Term, long EndsAt)
{
    public bool MayBeTakenBy(SectionHolder other, long now) =>
        Holder is not { } holder || holder == other || EndsAt <= now || (holder.Node == other.Node && holder.BootId < other.BootId);

    public SectionLease ToLease(long now) =>
        new(Number, Holder, Term, Holder is null || EndsAt <= now ? TimeSpan.Zero : TimeSpan.FromMilliseconds(EndsAt - now));
}
