using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Takes the beginning of logs away, and forgets the dedup keys of what is gone.</summary>
internal sealed class Trim(SchemaName schema)
{
    private const int Piece = 10_000;

    private readonly HeadReader _heads = new(schema);

    // Stronger than the lock of an append: it also keeps out who removes entries for themself.
    private readonly string _lock = $"SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = $2 FOR UPDATE";

    private readonly string _last = $"""
        SELECT c.id, c.trimmed_seq, c.trimmed_ordinal, e.seq, e.ordinal, e.id FROM {schema}.conversations c
        CROSS JOIN LATERAL (
            SELECT seq, ordinal, id FROM {schema}.entries
            WHERE conversation = c.id AND seq = least($3, c.dispatched_seq, c.trimmed_seq + {Piece}) AND seq > c.trimmed_seq LIMIT 1) e
        WHERE c.tenant = $1 AND c.name = $2
        """;

    // The conversation comes with the mentions, so that the whole key does: a plan would look up a conversation that it knows alone, and filter the rest.
    private readonly string _entries = $"""
        WITH gone AS (
            DELETE FROM {schema}.entries WHERE conversation = $1 AND seq > $2 AND seq <= $3
            RETURNING conversation, seq, ordinal, time, countable, sender, client_msg_id, mentions
        ), keys AS (
            INSERT INTO {schema}.trimmed_keys (time, conversation, seq, sender, client_msg_id) SELECT time, conversation, seq, sender, client_msg_id FROM gone
        ), mentioned AS MATERIALIZED (
            SELECT gone.conversation, k.user_id, gone.ordinal FROM gone CROSS JOIN LATERAL string_to_table(gone.mentions, chr(10)) AS k (user_id)
            WHERE gone.countable AND gone.mentions <> ''
        )
        DELETE FROM {schema}.mentions m USING mentioned k
        WHERE m.conversation = k.conversation AND m.user_id = k.user_id AND m.ordinal = k.ordinal
        """;

    private readonly string[] _bySeq =
    [
        $"DELETE FROM {schema}.edits WHERE conversation = $1 AND target_seq > $2 AND target_seq <= $3",
        $"DELETE FROM {schema}.reactions WHERE conversation = $1 AND seq > $2 AND seq <= $3",
        $"DELETE FROM {schema}.removed WHERE conversation = $1 AND seq > $2 AND seq <= $3",
    ];

    private readonly string _byOrdinal = $"DELETE FROM {schema}.recalled WHERE conversation = $1 AND ordinal > $2 AND ordinal <= $3";
    private readonly string _head = $"UPDATE {schema}.conversations SET trimmed_seq = $2, trimmed_ordinal = $3, trimmed_id = $4 WHERE id = $1";

    private readonly string _prune = $"""
        WITH old AS MATERIALIZED (
            SELECT time, conversation, seq, sender, client_msg_id FROM {schema}.trimmed_keys
            WHERE time < $1 ORDER BY time, conversation, seq LIMIT $2 FOR UPDATE SKIP LOCKED
        ), forgotten AS (
            DELETE FROM {schema}.dedup d USING old
            WHERE d.conversation = old.conversation AND d.sender = old.sender AND d.client_msg_id = old.client_msg_id AND d.seq = old.seq
        )
        DELETE FROM {schema}.trimmed_keys t USING old WHERE t.time = old.time AND t.conversation = old.conversation AND t.seq = old.seq
        """;

    /// <summary>Removes a bounded number of entries in one transaction, two round trips.</summary>
    /// <returns>The head after it, or null if there is no such conversation.</returns>
    public async ValueTask<ConversationHead?> PieceAsync(NpgsqlConnection connection, (ConversationKey Key, long Through) what, CancellationToken cancel)
    {
        var gone = await LockAsync(connection, what, cancel).ConfigureAwait(false);
        using var batch = connection.CreateBatch();
        if (gone is not null)
            AddDelete(batch, gone);
        _heads.AddFind(batch, what.Key);
        batch.Add("COMMIT");
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        var head = await rows.ReadAsync(cancel).ConfigureAwait(false) ? HeadReader.Head(rows) : null;
        // To the end: an error of the commit is thrown here.
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return head;
    }

    public async ValueTask<int> PruneAsync(NpgsqlConnection connection, (long Before, int Limit) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_prune).With(what.Before).With((long)what.Limit);
        return await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private async ValueTask<Gone?> LockAsync(NpgsqlConnection connection, (ConversationKey Key, long Through) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add("BEGIN ISOLATION LEVEL READ COMMITTED");
        batch.Add(_lock).With(what.Key.Tenant.Value).With(what.Key.Id.Value);
        batch.Add(_last).With(what.Key.Tenant.Value).With(what.Key.Id.Value).With(what.Through);
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return await rows.ReadAsync(cancel).ConfigureAwait(false) ? new Gone(rows.GetInt64(0), rows.Position(1), rows.Position(3), rows.GetInt64(5)) : null;
    }

    private void AddDelete(NpgsqlBatch batch, Gone gone)
    {
        batch.Add(_entries).With(gone.Conversation).With(gone.After.Seq).With(gone.Last.Seq);
        foreach (var sql in _bySeq)
            batch.Add(sql).With(gone.Conversation).With(gone.After.Seq).With(gone.Last.Seq);
        batch.Add(_byOrdinal).With(gone.Conversation).With(gone.After.Ordinal).With(gone.Last.Ordinal);
        batch.Add(_head).With(gone.Conversation).With(gone.Last.Seq).With(gone.Last.Ordinal).With(gone.LastId);
    }

    private sealed record Gone(long Conversation, Position After, Position Last, long LastId);
}
