using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Reading;

/// <summary>What hangs on entries: reactions, mentions, and what users removed for themselves.</summary>
internal sealed class HangingReader(SchemaName schema)
{
    private readonly string _reactions = $"""
        SELECT r.seq, r.key, count(*)::int, bool_or(r.user_id = $3) FROM unnest($4) AS k (seq)
        JOIN {schema}.conversations c ON c.tenant = $1 AND c.name = $2
        CROSS JOIN LATERAL (SELECT seq, key, user_id FROM {schema}.reactions WHERE conversation = c.id AND seq = k.seq OFFSET 0) r
        GROUP BY r.seq, r.key
        """;

    private readonly string _removed = $"""
        SELECT seq FROM {schema}.removed
        WHERE conversation = (SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = $2) AND user_id = $3 AND seq > $4 ORDER BY seq LIMIT $5
        """;

    private readonly string _countRemoved = $"""
        SELECT k.place,
            (SELECT count(*) FROM {schema}.recalled r WHERE r.conversation = c.id AND r.ordinal > k.after_ordinal AND r.ordinal <= k.through)
            + (SELECT count(*) FROM {schema}.removed d
                WHERE d.conversation = c.id AND d.user_id = $2 AND d.ordinal > greatest(k.after_ordinal, 0) AND d.ordinal <= k.through
                AND NOT EXISTS (SELECT FROM {schema}.recalled r WHERE r.conversation = d.conversation AND r.ordinal = d.ordinal))
        {Ranges(schema)}
        """;

    private readonly string _countMentions = $"""
        SELECT k.place, m.count, m.last {Ranges(schema)}
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS count, coalesce(max(seq), 0) AS last FROM {schema}.mentions
            WHERE conversation = c.id AND user_id = $2 AND ordinal > k.after_ordinal AND ordinal <= k.through) m
        """;

    public async ValueTask<IReadOnlyList<ReactionCount>> ReactionsAsync(
        NpgsqlConnection connection, (ConversationKey Key, UserId Reader, IReadOnlyList<long> Seqs) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_reactions).With(what.Key.Tenant.Value).With(what.Key.Id.Value).With(what.Reader.Value).With([.. what.Seqs.Distinct()]);
        var counts = await batch.ReadAllAsync(static row => new ReactionCount(row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetBoolean(3)), cancel)
            .ConfigureAwait(false);
        // The order of UTF-16, which is not that of the database's bytes.
        return [.. counts.OrderBy(static count => count.Seq).ThenBy(static count => count.Key, StringComparer.Ordinal)];
    }

    public async ValueTask<IReadOnlyList<long>> RemovedAsync(
        NpgsqlConnection connection, (ConversationKey Key, UserId User, long After, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_removed).With(what.Key.Tenant.Value).With(what.Key.Id.Value).With(what.User.Value).With(what.After).With((long)what.Limit);
        return await batch.ReadAllAsync(static row => row.GetInt64(0), cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<long>> CountRemovedAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId User, IReadOnlyList<OrdinalRange> Ranges) what, CancellationToken cancel) =>
        CountAsync(connection, _countRemoved, what, static row => row.GetInt64(1), cancel);

    public ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(
        NpgsqlConnection connection, (TenantId Tenant, UserId User, IReadOnlyList<OrdinalRange> Ranges) what, CancellationToken cancel) =>
        CountAsync(connection, _countMentions, what, static row => new MentionCount(row.GetInt32(1), row.GetInt64(2)), cancel);

    private static string Ranges(SchemaName schema) => $"""
        FROM unnest($3, $4, $5) WITH ORDINALITY AS k (name, after_ordinal, through, place)
        CROSS JOIN LATERAL (SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = k.name LIMIT 1) c
        """;

    private static async ValueTask<IReadOnlyList<T>> CountAsync<T>(
        NpgsqlConnection connection, string sql, (TenantId Tenant, UserId User, IReadOnlyList<OrdinalRange> Ranges) what, Func<NpgsqlDataReader, T> read,
        CancellationToken cancel)
        where T : struct
    {
        using var batch = connection.CreateBatch();
        batch.Add(sql).With(what.Tenant.Value).With(what.User.Value)
            .With(what.Ranges.Column(static range => range.Conversation.Value)).With(what.Ranges.Column(static range => range.After))
            .With(what.Ranges.Column(static range => range.Through));
        var counts = new T[what.Ranges.Count];
        foreach (var (place, count) in await batch.ReadAllAsync(row => (row.GetInt64(0), read(row)), cancel).ConfigureAwait(false))
            counts[place - 1] = count;
        return counts;
    }
}
