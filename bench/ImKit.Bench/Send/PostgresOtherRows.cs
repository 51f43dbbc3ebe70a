using Npgsql;

namespace ImKit.Bench.Send;

/// <summary>What a send to a direct conversation changes besides entry and dedup key, as bare statements over whole arrays.</summary>
internal static class PostgresOtherRows
{
    /// <summary>The heads of a range of 1024 conversations, which sends only update.</summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, string schema, long first)
    {
        await using var heads = new NpgsqlCommand(
            $"INSERT INTO {schema}.conversations (id, tenant, name, epoch, title, section) OVERRIDING SYSTEM VALUE SELECT n, 'bare', 'd.' || n, 1, '', 0 FROM generate_series($1, $1 + 1023) AS n",
            connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = first } } };
        await heads.ExecuteNonQueryAsync();
    }

    public static IEnumerable<(string Sql, Array[] Columns)> Of(string schema, long[] logs, long[] seqs, long[] ids, string[] senders)
    {
        yield return (
            $"UPDATE {schema}.conversations c SET last_seq = k.seq, last_ordinal = k.seq, last_id = k.id, dispatched_seq = k.seq FROM unnest($1, $2, $3) AS k (log, seq, id) WHERE c.id = k.log",
            [logs, seqs, ids]);
        yield return (
            $"INSERT INTO {schema}.members AS m (conversation, user_id, role, floor_seq, floor_ordinal, sent_seq, sent_ordinal) SELECT log, sender, 1, 0, 0, seq, seq FROM unnest($1, $2, $3) AS k (log, seq, sender) ON CONFLICT (conversation, user_id) DO UPDATE SET sent_seq = excluded.sent_seq, sent_ordinal = excluded.sent_ordinal",
            [logs, seqs, senders]);
        yield return (
            $"INSERT INTO {schema}.feed AS f (tenant, user_id, kind, conversation, version) SELECT 'bare', u, 1, 'd.' || log, version FROM unnest($1, $2, $3) AS k (log, version, u) ON CONFLICT (tenant, user_id, kind, conversation) DO UPDATE SET version = excluded.version",
            [logs.Concat(logs).ToArray(), ids.Concat(ids).ToArray(), senders.Concat(logs.Zip(senders, SendsOtherRows.PeerOf)).ToArray()]);
    }
}
