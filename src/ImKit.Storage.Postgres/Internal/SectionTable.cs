using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The table of sections. One round trip each: the statements of a batch are one transaction. Leases are told in the database's clock.</summary>
/// <remarks>Who takes a section or gives it back locks it against others who do, and then changes its term, for which it waits until the writes
/// under way in it have ended (<see cref="FeedRows"/>, <see cref="DispatchTable"/>). A renewal waits for none of them. All in the order of the numbers, so
/// that none of these transactions wait for each other in a circle.</remarks>
internal sealed class SectionTable(SchemaName schema)
{
    private const string Columns = "s.number, s.node, s.boot_id, s.term, greatest(0, ceil(extract(epoch FROM s.lease_until - clock_timestamp()) * 1000))::bigint";

    private readonly string _lock = $"""
        SELECT s.number FROM unnest($2) AS k (number) JOIN {schema}.sections s ON s.kind = $1 AND s.number = k.number
        ORDER BY s.number
        FOR NO KEY UPDATE OF s
        """;

    private readonly string _take = $"""
        UPDATE {schema}.sections s
        SET node = $3, boot_id = $4, term = CASE WHEN s.node = $3 AND s.boot_id = $4 THEN s.term ELSE s.term + 1 END,
            lease_until = clock_timestamp() + $5 * interval '1 millisecond'
        FROM unnest($2) AS k (number)
        WHERE s.kind = $1 AND s.number = k.number
            AND (s.node = '' OR (s.node = $3 AND s.boot_id <= $4) OR s.lease_until <= clock_timestamp())
        """;

    private readonly string _find = $"SELECT {Columns} FROM unnest($2) AS k (number) JOIN {schema}.sections s ON s.kind = $1 AND s.number = k.number";

    private readonly string _release = $"""
        UPDATE {schema}.sections s
        SET node = '', boot_id = 0, term = s.term + 1, lease_until = 'epoch'
        FROM unnest($2) AS k (number)
        WHERE s.kind = $1 AND s.number = k.number AND s.node = $3 AND s.boot_id = $4
        """;

    private readonly string _all = $"SELECT {Columns} FROM {schema}.sections s WHERE s.kind = $1";

    public async ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        NpgsqlConnection connection, (SectionKind Kind, IReadOnlyList<int> Numbers, SectionHolder Holder, TimeSpan Lease) what, CancellationToken cancel)
    {
        int[] numbers = [.. what.Numbers.Order()];
        using var batch = connection.CreateBatch();
        Which(batch.Add(_lock), what.Kind, numbers);
        Which(batch.Add(_take), what.Kind, numbers).With(what.Holder.Node.Value).With(what.Holder.BootId).With(what.Lease);
        Which(batch.Add(_find), what.Kind, numbers);
        var found = new SectionLease[Sections.Count];
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            found[rows.GetInt32(0)] = Row(rows);
        // To the end: an error of the commit is thrown here.
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return what.Numbers.Column(number => found[number]);
    }

    public async ValueTask<bool> ReleaseAsync(
        NpgsqlConnection connection, (SectionKind Kind, IReadOnlyList<int> Numbers, SectionHolder Holder) what, CancellationToken cancel)
    {
        int[] numbers = [.. what.Numbers.Order()];
        using var batch = connection.CreateBatch();
        Which(batch.Add(_lock), what.Kind, numbers);
        Which(batch.Add(_release), what.Kind, numbers).With(what.Holder.Node.Value).With(what.Holder.BootId);
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<IReadOnlyList<SectionLease>> ReadAsync(NpgsqlConnection connection, SectionKind kind, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_all).With((int)kind);
        var found = await batch.ReadAllAsync(Row, cancel).ConfigureAwait(false);
        return [.. found.OrderBy(static section => section.Number)];
    }

    private static NpgsqlBatchCommand Which(NpgsqlBatchCommand command, SectionKind kind, int[] numbers) => command.With((int)kind).With(numbers);

    private static SectionLease Row(NpgsqlDataReader row)
    {
        SectionHolder? holder = NodeId.TryCreate(row.GetString(1), out var node) ? new SectionHolder(node, row.GetInt64(2)) : null;
        return new SectionLease(row.GetInt32(0), holder, row.GetInt64(3), holder is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(row.GetInt64(4)));
    }
}
