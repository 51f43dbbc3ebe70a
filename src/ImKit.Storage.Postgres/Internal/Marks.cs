using ImKit.Storage.Postgres.Internal.Appending;
using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Cursors that only move forward. One round trip each: the statements of a batch are one transaction.</summary>
internal sealed class Marks(SchemaName schema)
{
    private readonly MemberReader _members = new(schema);

    // Takes no lock but that of the member's row: appends neither wait for it nor make it wait, since they leave the read cursor alone.
    private readonly string _read = $"""
        {Place(schema)}
        UPDATE {schema}.members m SET
            read_seq = CASE WHEN $4 > m.read_seq AND place.seq > m.read_seq THEN place.seq ELSE m.read_seq END,
            read_ordinal = CASE WHEN $4 > m.read_seq AND place.seq > m.read_seq THEN place.ordinal ELSE m.read_ordinal END,
            marked_unread = false
        FROM place
        WHERE m.conversation = place.id AND m.user_id = $3 AND {MemberReader.IsPresent} AND (m.marked_unread OR ($4 > m.read_seq AND place.seq > m.read_seq))
        """;

    private readonly string _lock = $"""
        SELECT c.id FROM unnest($1, $2) AS k (tenant, name) JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        ORDER BY c.tenant, c.name
        FOR NO KEY UPDATE OF c
        """;

    private readonly string _dispatched = $"""
        UPDATE {schema}.conversations c
        SET dispatched_seq = least(k.seq, c.last_seq), pending = k.seq < c.last_seq
        FROM unnest($1, $2, $3) AS k (tenant, name, seq)
        WHERE c.tenant = k.tenant AND c.name = k.name AND least(k.seq, c.last_seq) > c.dispatched_seq
        """;

    public async ValueTask<Member?> ReadAsync(NpgsqlConnection connection, (ConversationKey Key, UserId User, long Seq) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_read).With(what.Key.Tenant.Value).With(what.Key.Id.Value).With(what.User.Value).With(what.Seq);
        _members.AddFindPresent(batch, what.Key, what.User);
        return await batch.ReadFirstAsync(MemberReader.Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<bool> DispatchedAsync(NpgsqlConnection connection, IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        var rows = Merged(marks);
        var (tenants, names) = (rows.Column(static row => row.Conversation.Tenant.Value), rows.Column(static row => row.Conversation.Id.Value));
        using var batch = connection.CreateBatch();
        batch.Add(_lock).With(tenants).With(names);
        batch.Add(_dispatched).With(tenants).With(names).With(rows.Column(static row => row.Seq));
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        return true;
    }

    /// <summary>The beginning of a statement: the conversation of the key $1 and $2, and in it the place of seq $4, at most the head; a trimmed one
    /// counts as the trim's.</summary>
    public static string Place(SchemaName schema) => $"""
        WITH c AS (
            SELECT id, last_seq, last_ordinal, trimmed_seq, trimmed_ordinal FROM {schema}.conversations WHERE tenant = $1 AND name = $2
        ), place AS (
            SELECT id, last_seq AS seq, last_ordinal AS ordinal, last_seq, last_ordinal FROM c WHERE $4 >= last_seq
            UNION ALL SELECT id, trimmed_seq, trimmed_ordinal, last_seq, last_ordinal FROM c WHERE $4 < last_seq AND $4 <= trimmed_seq
            UNION ALL SELECT c.id, e.seq, e.ordinal, c.last_seq, c.last_ordinal FROM c JOIN {schema}.entries e ON e.conversation = c.id AND e.seq = $4
                WHERE $4 < c.last_seq AND $4 > c.trimmed_seq
        )
        """;

    // Each conversation once: an update applies one of several rows, and nobody says which.
    private static DispatchMark[] Merged(IReadOnlyList<DispatchMark> marks) =>
    [
        .. marks.GroupBy(static mark => mark.Conversation).Select(static same => new DispatchMark(same.Key, same.Max(static mark => mark.Seq)))
            .OrderBy(static mark => mark.Conversation, Comparer<ConversationKey>.Create(AppendPlan.ByKey)),
    ];
}
