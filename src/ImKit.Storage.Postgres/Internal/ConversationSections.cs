using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Gives the conversations of a schema that had no sections theirs: the hash that says which is computed here and not by the server.</summary>
internal static class ConversationSections
{
    private const int PageSize = 10_000;

    public static async ValueTask FillAsync(NpgsqlConnection connection, SchemaName schema, CancellationToken cancel)
    {
        IReadOnlyList<(long Id, int Section)> page;
        var after = 0L;
        do
        {
            page = await ReadAsync(connection, schema, after, cancel).ConfigureAwait(false);
            if (page.Count == 0)
                return;
            using var batch = connection.CreateBatch();
            batch.Add($"UPDATE {schema}.conversations c SET section = k.section FROM unnest($1, $2) AS k (id, section) WHERE c.id = k.id")
                .With(page.Column(static row => row.Id)).With(page.Column(static row => row.Section));
            await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
            after = page[^1].Id;
        }
        while (page.Count == PageSize);
    }

    private static async ValueTask<IReadOnlyList<(long Id, int Section)>> ReadAsync(NpgsqlConnection connection, SchemaName schema, long after, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add($"SELECT id, tenant, name FROM {schema}.conversations WHERE id > $1 ORDER BY id LIMIT {PageSize}").With(after);
        return await batch.ReadAllAsync(
            static row => (row.GetInt64(0), Sections.OfConversation(new(new TenantId(row.GetString(1)), new ConversationId(row.GetString(2))))), cancel).ConfigureAwait(false);
    }
}
