using Microsoft.Extensions.Logging;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Whether the server keeps what ImKit promises in its name.</summary>
internal sealed class ServerCheck(PostgresOptions options, ILogger log)
{
    private const int OldestVersion = 150000;

    public async ValueTask RunAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add("""
            SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding'),
                current_setting('synchronous_commit'), current_setting('fsync'),
                coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
                coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', true)
            """);
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.ReadAsync(cancel).ConfigureAwait(false);
        var (version, encoding, commit, fsync) = (rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4));
        if (rows.GetInt32(0) < OldestVersion)
            throw new StorageException($"PostgreSQL {version} is too old; 15 or later is needed.");
        if (encoding != "UTF8")
            throw new StorageException($"The database is encoded in {encoding}; ImKit needs one in UTF8.");
        CheckDurability(commit, fsync);
        if (!rows.GetBoolean(5) && !rows.GetBoolean(6))
            PostgresLog.NotEncrypted(log);
        PostgresLog.Opened(log, options.Schema, version, commit, rows.GetBoolean(5));
    }

    private void CheckDurability(string commit, string fsync)
    {
        if (commit != "off" && fsync == "on")
            return;
        if (!options.AllowAsynchronousCommit)
        {
            throw new StorageException(
                $"PostgreSQL is set to acknowledge commits that are not on disk (synchronous_commit={commit}, fsync={fsync}). Set both to on, for example by " +
                "ALTER ROLE … SET synchronous_commit = on, or set PostgresOptions.AllowAsynchronousCommit.");
        }

        PostgresLog.NotDurable(log, commit, fsync);
    }
}
