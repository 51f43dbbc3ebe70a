using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace ImKit.Bench.Send;

/// <summary>What PostgreSQL can do at best with the same tables: prepared inserts of whole arrays and the commit, in one round trip.</summary>
internal static class BarePostgres
{
    private static long s_conversations = 1L << 40;

    /// <param name="schema">Of ImKit, whose tables get the rows, under conversations that ImKit does not have.</param>
    /// <param name="settings">As many rows are in flight as there are senders.</param>
    /// <param name="connections">Over which the rows in flight are spread.</param>
    /// <param name="everyRow">Whether also what a send to a direct conversation changes besides: the head, the sender's place, both users' feed rows.</param>
    /// <returns>Messages; each is a row in entries and one in dedup.</returns>
    public static async Task<SendRate> RunAsync(PostgresSchema schema, SendSettings settings, int connections, bool everyRow = false)
    {
        await using var source = NpgsqlDataSource.Create(schema.Database + ";Max Auto Prepare=8;Auto Prepare Min Usages=2");
        var total = new long[connections];
        using var stop = new CancellationTokenSource();
        var inserts = Task.WhenAll(Enumerable.Range(0, connections).Select(n => Task.Run(
            () => InsertAsync(source, schema.Name, settings, settings.Senders / connections, everyRow, done => Volatile.Write(ref total[n], done), stop.Token))));
        await Task.Delay(TimeSpan.FromSeconds(settings.WarmUp));
        var (before, meter) = (Sum(total), new RateMeter());
        await Task.Delay(TimeSpan.FromSeconds(settings.Seconds));
        var rate = meter.Of(Sum(total) - before);
        await stop.CancelAsync();
        await inserts;
        return rate;

        static long Sum(long[] counts) => Enumerable.Range(0, counts.Length).Sum(n => Volatile.Read(ref counts[n]));
    }

    private static async Task InsertAsync(
        NpgsqlDataSource source, string schema, SendSettings settings, int rows, bool everyRow, Action<long> report, CancellationToken stop)
    {
        var first = Interlocked.Add(ref s_conversations, 1024);
        var (body, hash) = (Enumerable.Repeat(new byte[settings.Body], rows).ToArray(), Enumerable.Repeat(new byte[32], rows).ToArray());
        var senders = Enumerable.Range(0, rows).Select(static i => string.Create(CultureInfo.InvariantCulture, $"sender-{i}")).ToArray();
        var (ones, yes) = (Enumerable.Repeat(1, rows).ToArray(), Enumerable.Repeat(true, rows).ToArray());
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        if (everyRow)
            await PostgresOtherRows.PrepareAsync(connection, schema, first);
        long done = 0;
        while (!stop.IsCancellationRequested)
        {
            var numbers = Enumerable.Range(0, rows).Select(i => done + i).ToArray();
            var places = numbers.Select(n => BareOrder.Of(n, rows)).ToArray();
            var (logs, seqs) = (places.Select(place => first + place.Conversation).ToArray(), places.Select(static place => place.Seq).ToArray());
            var messages = numbers.Select(n => string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()}-{n}")).ToArray();
            await using var batch = connection.CreateBatch();
            Add(batch, "BEGIN");
            Add(
                batch,
                $"INSERT INTO {schema}.entries (conversation, seq, ordinal, id, time, target_seq, kind, format, countable, sender, client_msg_id, body) SELECT * FROM unnest($1, $2, $2, $3, $3, $2, $4, $4, $5, $6, $7, $8)",
                logs, seqs, numbers, ones, yes, senders, messages, body);
            Add(
                batch,
                $"INSERT INTO {schema}.dedup (conversation, seq, ordinal, id, time, sender, client_msg_id, payload_hash) SELECT * FROM unnest($1, $2, $2, $3, $3, $4, $5, $6)",
                logs, seqs, numbers, senders, messages, hash);
            if (everyRow)
            {
                foreach (var (sql, columns) in PostgresOtherRows.Of(schema, logs, seqs, numbers, senders))
                    Add(batch, sql, columns);
            }

            Add(batch, "COMMIT");
            await batch.ExecuteNonQueryAsync(CancellationToken.None);
            done += rows;
            report(done);
        }
    }

    private static void Add(NpgsqlBatch batch, string sql, params Array[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns)
            command.Parameters.Add(new NpgsqlParameter { Value = column, NpgsqlDbType = NpgsqlDbType.Array | TypeOf(column) });
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlDbType TypeOf(Array column) => column switch
    {
        long[] => NpgsqlDbType.Bigint,
        int[] => NpgsqlDbType.Integer,
        bool[] => NpgsqlDbType.Boolean,
        string[] => NpgsqlDbType.Text,
        _ => NpgsqlDbType.Bytea,
    };
}
