using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Writes rows of the feed, each call's under the term of its section.</summary>
internal sealed class FeedRows(SchemaName schema)
{
    // The lock waits for who takes a section and then reads the term that it has by now, in the same statement: nothing of an earlier term is
    // written once a later holder has the section. Sections before rows, each in its order, as everywhere: sections come in that of the arrays.
    private readonly string _write = $"""
        WITH held AS MATERIALIZED (
            SELECT s.number, s.term, k.term AS named FROM unnest($6, $7) AS k (number, term)
            CROSS JOIN LATERAL (
                SELECT number, term FROM {schema}.sections WHERE kind = {(int)SectionKind.Feed} AND number = k.number LIMIT 1 FOR KEY SHARE) s
        ), written AS (
            INSERT INTO {schema}.feed AS f (tenant, user_id, kind, conversation, version)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            WHERE (SELECT count(*) FROM held WHERE term = named) = cardinality($6)
            ON CONFLICT (tenant, user_id, kind, conversation) DO UPDATE SET version = excluded.version WHERE excluded.version > f.version
        )
        SELECT number, term FROM held
        """;

    /// <summary>Writes the rows of several calls as one. If some are refused, nothing is written and the others are written by themselves.</summary>
    public async ValueTask<IReadOnlyList<FencedStatus>> WriteAsync(NpgsqlConnection connection, IReadOnlyList<FencedRows> calls, CancellationToken cancel)
    {
        var statuses = new FencedStatus[calls.Count];
        while (Array.Exists(statuses, static status => status == FencedStatus.Unspecified))
        {
            var open = Enumerable.Range(0, calls.Count).Where(call => statuses[call] == FencedStatus.Unspecified).ToArray();
            var terms = await TryWriteAsync(connection, Array.ConvertAll(open, call => calls[call]), cancel).ConfigureAwait(false);
            var refused = Array.FindAll(open, call => terms.GetValueOrDefault(calls[call].Under.Number, -1) != calls[call].Under.Term);
            foreach (var call in refused.Length > 0 ? refused : open)
                statuses[call] = refused.Length > 0 ? FencedStatus.Refused : FencedStatus.Written;
        }

        return statuses;
    }

    /// <returns>The term of each section; the rows are written if all are those that were named.</returns>
    private async ValueTask<Dictionary<int, long>> TryWriteAsync(NpgsqlConnection connection, FencedRows[] calls, CancellationToken cancel)
    {
        var sections = calls.Select(static call => call.Under).Distinct().OrderBy(static under => under.Number).ToArray();
        var merged = Merged(calls.SelectMany(static call => call.Rows));
        using var batch = connection.CreateBatch();
        batch.Add(_write)
            .With(merged.Column(static row => row.Tenant.Value)).With(merged.Column(static row => row.User.Value)).With(merged.Column(static row => (int)row.Kind))
            .With(merged.Column(static row => row.Conversation.Value)).With(merged.Column(static row => row.Version))
            .With(sections.Column(static section => section.Number)).With(sections.Column(static section => section.Term));
        var terms = new Dictionary<int, long>();
        foreach (var (number, term) in await batch.ReadAllAsync(static row => (row.GetInt32(0), row.GetInt64(1)), cancel).ConfigureAwait(false))
            terms[number] = term;
        return terms;
    }

    // Each object once, as one INSERT demands, and in one order, so that two writers never wait for each other.
    private static FeedRow[] Merged(IEnumerable<FeedRow> rows)
    {
        var newest = new Dictionary<(TenantId, UserId, FeedKind, ConversationId), FeedRow>();
        foreach (var row in rows)
        {
            var key = (row.Tenant, row.User, row.Kind, row.Conversation);
            if (!newest.TryGetValue(key, out var known) || known.Version < row.Version)
                newest[key] = row;
        }

        var merged = newest.Values.ToArray();
        Array.Sort(merged, static (one, other) => (one.Tenant.CompareTo(other.Tenant), one.User.CompareTo(other.User), one.Kind.CompareTo(other.Kind)) switch
        {
            (not 0 and var tenant, _, _) => tenant,
            (_, not 0 and var user, _) => user,
            (_, _, not 0 and var kind) => kind,
            _ => one.Conversation.CompareTo(other.Conversation),
        });
        return merged;
    }
}

/// <summary>The rows of one call, and under which term they are to be written.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Under">The section and its term.</param>
internal readonly record struct FencedRows(IReadOnlyList<FeedRow> Rows, SectionTerm Under);
