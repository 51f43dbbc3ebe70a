using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The tables of the feed, save that rows are written by <see cref="FeedRows"/>.</summary>
internal sealed class FeedTable(SchemaName schema)
{
    private readonly string _reserve = $"""
        INSERT INTO {schema}.feed_sections AS s (section, ceiling) SELECT * FROM unnest($1, $2)
        ON CONFLICT (section) DO UPDATE SET ceiling = s.ceiling + excluded.ceiling
        RETURNING section, ceiling
        """;

    private readonly string _since = $"{Select(schema)} AND version > $3 ORDER BY version LIMIT $4";
    private readonly string _recent = $"{Select(schema)} AND version < $3 AND kind = $5 ORDER BY version DESC LIMIT $4";
    private readonly string _version = $"SELECT coalesce(max(version), 0)::bigint FROM {schema}.feed WHERE tenant = $1 AND user_id = $2";

    /// <returns>The first version of each range.</returns>
    public async ValueTask<IReadOnlyList<long>> ReserveAsync(NpgsqlConnection connection, IReadOnlyList<(int Section, int Count)> ranges, CancellationToken cancel)
    {
        var sums = ranges.GroupBy(static range => range.Section).Select(static same => (Section: same.Key, Sum: same.Sum(static range => (long)range.Count)))
            .OrderBy(static sum => sum.Section).ToArray();
        using var batch = connection.CreateBatch();
        batch.Add(_reserve).With(sums.Column(static sum => sum.Section)).With(sums.Column(static sum => sum.Sum));
        var ceilings = (await batch.ReadAllAsync(static row => (Section: row.GetInt32(0), Ceiling: row.GetInt64(1)), cancel).ConfigureAwait(false))
            .ToDictionary(static row => row.Section, static row => row.Ceiling);
        // From the ceiling downwards; the last of a section ends where the range before this call ended.
        return ranges.Column(range => (ceilings[range.Section] -= range.Count) + 1);
    }

    public ValueTask<IReadOnlyList<FeedRow>> SinceAsync(NpgsqlConnection connection, (TenantId Tenant, UserId User, long Since, int Limit) what, CancellationToken cancel) =>
        ReadAsync(connection, _since, what, null, cancel);

    public ValueTask<IReadOnlyList<FeedRow>> RecentAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId User, FeedKind Kind, long Before, int Limit) what, CancellationToken cancel) =>
        ReadAsync(connection, _recent, (what.Tenant, what.User, what.Before, what.Limit), what.Kind, cancel);

    public async ValueTask<long> VersionAsync(NpgsqlConnection connection, (TenantId Tenant, UserId User) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_version).With(what.Tenant.Value).With(what.User.Value);
        return (long)(await batch.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    private static string Select(SchemaName schema) => $"SELECT kind, conversation, version FROM {schema}.feed WHERE tenant = $1 AND user_id = $2";

    private static async ValueTask<IReadOnlyList<FeedRow>> ReadAsync(
        NpgsqlConnection connection, string sql, (TenantId Tenant, UserId User, long Version, int Limit) what, FeedKind? kind, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        var command = batch.Add(sql).With(what.Tenant.Value).With(what.User.Value).With(what.Version).With((long)what.Limit);
        if (kind is { } one)
            command.With((int)one);
        return await batch.ReadAllAsync(row => new FeedRow(what.Tenant, what.User, (FeedKind)row.GetInt32(0), new ConversationId(row.GetString(1)), row.GetInt64(2)), cancel)
            .ConfigureAwait(false);
    }
}
