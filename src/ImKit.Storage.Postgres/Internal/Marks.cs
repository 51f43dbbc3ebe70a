using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Read cursors, which only move forward. One round trip: the statements of a batch are one transaction.</summary>
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

    public async ValueTask<Member?> ReadAsync(NpgsqlConnection connection, (ConversationKey Key, UserId User, long Seq) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_read).With(what.Key.Tenant.Value).With(what.Key.Id.Value).With(what.User.Value).With(what.Seq);
        _members.AddFindPresent(batch, what.Key, what.User);
        return await batch.ReadFirstAsync(MemberReader.Row, cancel).ConfigureAwait(false);
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
}
