using ImKit.Storage.Postgres.Internal.Appending;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>How far conversations are dispatched, each mark under the term of its section. One round trip: the statements of a batch are one transaction.</summary>
internal sealed class DispatchTable(SchemaName schema)
{
    // Sections before conversations, in the order of the array: nobody who holds a conversation waits for a section. The commit does not wait for the
    // disk, so that senders do not wait for it: a mark that a crash of the server takes costs a repeated push, never a message.
    private readonly string _hold = $"""
        SELECT s.number, s.term, set_config('synchronous_commit', 'off', true) FROM unnest($1) AS k (number)
        CROSS JOIN LATERAL (
            SELECT number, term FROM {schema}.sections WHERE kind = {(int)SectionKind.Dispatch} AND number = k.number LIMIT 1 FOR KEY SHARE) s
        """;

    private readonly string _lock = $"""
        SELECT c.id FROM unnest($1, $2) AS k (tenant, name) JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        ORDER BY c.tenant, c.name
        FOR NO KEY UPDATE OF c
        """;

    private readonly string _mark = $"""
        UPDATE {schema}.conversations c
        SET dispatched_seq = least(k.seq, c.last_seq), pending = k.seq < c.last_seq
        FROM unnest($1, $2, $3, $4, $5) AS k (tenant, name, seq, number, term)
        CROSS JOIN LATERAL (
            SELECT FROM {schema}.sections WHERE kind = {(int)SectionKind.Dispatch} AND number = k.number AND term = k.term LIMIT 1) s
        WHERE c.tenant = k.tenant AND c.name = k.name AND least(k.seq, c.last_seq) > c.dispatched_seq
        """;

    public async ValueTask<FencedStatus> MarkAsync(NpgsqlConnection connection, IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        var rows = Merged(marks);
        var sections = rows.Column(static row => Sections.OfConversation(row.Conversation));
        var (tenants, names) = (rows.Column(static row => row.Conversation.Tenant.Value), rows.Column(static row => row.Conversation.Id.Value));
        using var batch = connection.CreateBatch();
        batch.Add(_hold).With([.. sections.Distinct().Order()]);
        batch.Add(_lock).With(tenants).With(names);
        batch.Add(_mark).With(tenants).With(names).With(rows.Column(static row => row.Seq)).With(sections).With(rows.Column(static row => row.Term));
        var terms = await TermsAsync(batch, cancel).ConfigureAwait(false);
        for (var i = 0; i < rows.Length; i++)
        {
            if (terms[sections[i]] != rows[i].Term)
                return FencedStatus.Refused;
        }

        return FencedStatus.Written;
    }

    private static async ValueTask<long[]> TermsAsync(NpgsqlBatch batch, CancellationToken cancel)
    {
        var terms = new long[Sections.Count];
        Array.Fill(terms, -1);
        var found = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = found.ConfigureAwait(false);
        while (await found.ReadAsync(cancel).ConfigureAwait(false))
            terms[found.GetInt32(0)] = found.GetInt64(1);
        // To the end: errors of what comes after are thrown here.
        while (await found.NextResultAsync(cancel).ConfigureAwait(false)) { }
        return terms;
    }

    // Each conversation and term once: an update applies one of several rows, and nobody says which. Of two terms at most one is the section's.
    private static DispatchMark[] Merged(IReadOnlyList<DispatchMark> marks) =>
    [
        .. marks.GroupBy(static mark => (mark.Conversation, mark.Term)).Select(static same => new DispatchMark(same.Key.Conversation, same.Max(static mark => mark.Seq), same.Key.Term))
            .OrderBy(static mark => mark.Conversation, Comparer<ConversationKey>.Create(AppendPlan.ByKey)),
    ];
}
