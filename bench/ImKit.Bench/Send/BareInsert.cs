using System.Diagnostics;
using System.Globalization;
using ImKit.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ImKit.Bench.Send;

/// <summary>What SQLite can do at best with the same tables and settings: one thread, prepared statements, a transaction per batch.</summary>
internal static class BareInsert
{
    /// <param name="like">A file of ImKit's, whose tables are copied.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="settings">Rows of a transaction are the senders in flight: a group commit could gather no more.</param>
    /// <param name="everyRow">Whether also what a send to a direct conversation changes besides: the head, the sender's place, both users' feed rows.</param>
    /// <returns>Messages; each is a row in entries and one in dedup.</returns>
    public static SendRate Run(string like, string path, SendSettings settings, bool everyRow)
    {
        using var connection = Open(path);
        Execute(connection, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint={new SqliteOptions().CheckpointPages}");
        foreach (var sql in Schema(like))
            Execute(connection, sql);
        using var entry = Prepare(
            connection,
            "INSERT INTO entries (conversation, seq, ordinal, id, kind, countable, sender, client_msg_id, time, target_seq, format, body) VALUES ($c, $s, $s, $i, 1, 1, $u, $m, $t, 0, 1, $b)",
            "$c", "$s", "$i", "$u", "$m", "$t", "$b");
        using var key = Prepare(
            connection,
            "INSERT INTO dedup (conversation, sender, client_msg_id, payload_hash, seq, ordinal, id, time) VALUES ($c, $u, $m, $h, $s, $s, $i, $t)",
            "$c", "$u", "$m", "$h", "$s", "$i", "$t");
        using var besides = new SendsOtherRows(connection);
        var (body, hash) = (new byte[settings.Body], new byte[32]);
        long done = 0;
        long before = 0;
        var (watch, meter) = (Stopwatch.StartNew(), new RateMeter());
        while (watch.Elapsed.TotalSeconds < settings.WarmUp + settings.Seconds)
        {
            if (before == 0 && watch.Elapsed.TotalSeconds >= settings.WarmUp)
                (before, meter) = (done, new RateMeter());
            Execute(connection, "BEGIN IMMEDIATE");
            for (var i = 0; i < settings.Senders; i++, done++)
            {
                var (conversation, seq) = BareOrder.Of(done, settings.Senders);
                var sender = string.Create(CultureInfo.InvariantCulture, $"sender-{i}");
                var message = string.Create(CultureInfo.InvariantCulture, $"{watch.ElapsedTicks}-{done}");
                Insert(entry, conversation, seq, done, sender, message, done, body);
                Insert(key, conversation, sender, message, hash, seq, done, done);
                if (everyRow)
                    besides.Write(conversation, seq, done, sender);
            }

            Execute(connection, "COMMIT");
        }

        return meter.Of(done - before);
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static List<string> Schema(string like)
    {
        using var connection = Open(like);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC";
        using var reader = command.ExecuteReader();
        var statements = new List<string>();
        while (reader.Read())
            statements.Add(reader.GetString(0));
        return statements;
    }

    public static SqliteCommand Prepare(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter(name, null));
        return command;
    }

    public static void Insert(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
