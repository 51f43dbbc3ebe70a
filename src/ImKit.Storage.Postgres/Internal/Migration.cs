using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Brings the schema up to date: one node does, others that start at the same time wait for it.</summary>
internal sealed class Migration(SchemaName schema, int partitions, IReadOnlyList<MigrationStep> steps, ILogger log)
{
    public async ValueTask RunAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // Without the lock and without any right to change tables, if there is nothing to do.
        if (await VersionAsync(connection, cancel).ConfigureAwait(false) == steps.Count)
            return;
        var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await ExecuteAsync(connection, "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0", cancel).ConfigureAwait(false);
            await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('imkit.migration.{schema.Value}', 0))", cancel).ConfigureAwait(false);
            var from = await VersionAsync(connection, cancel).ConfigureAwait(false);
            if (from == steps.Count)
                return;
            if (from == 0)
                await CreateAsync(connection, cancel).ConfigureAwait(false);
            for (var step = from; step < steps.Count; step++)
            {
                await ExecuteAsync(connection, steps[step].Sql(schema, partitions), cancel).ConfigureAwait(false);
                if (steps[step].Fill is { } fill)
                    await fill(connection, schema, cancel).ConfigureAwait(false);
                await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO {schema}.schema_version (version) VALUES ({step + 1})"), cancel).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancel).ConfigureAwait(false);
            PostgresLog.Migrated(log, schema.Value, from, steps.Count);
        }
    }

    private async ValueTask CreateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        // IF NOT EXISTS would ask for the right to create schemas even where there is one.
        if (await NumberAsync(connection, $"SELECT count(*) FROM pg_namespace WHERE nspname = '{schema.Value}'", cancel).ConfigureAwait(false) == 0)
            await ExecuteAsync(connection, $"CREATE SCHEMA {schema}", cancel).ConfigureAwait(false);
        await ExecuteAsync(connection, $"CREATE TABLE {schema}.schema_version (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())", cancel).ConfigureAwait(false);
    }

    /// <returns>0 for a schema that has no tables of ImKit yet.</returns>
    private async ValueTask<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await NumberAsync(connection, $"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema.Value}' AND tablename = 'schema_version'", cancel).ConfigureAwait(false) == 0)
            return 0;
        var version = (int)await NumberAsync(connection, $"SELECT coalesce(max(version), 0)::bigint FROM {schema}.schema_version", cancel).ConfigureAwait(false);
        return version <= steps.Count
            ? version
            : throw new StorageException($"The schema {schema.Value} has version {version}; this version of ImKit.Storage.Postgres knows {steps.Count}. Use the newer package.");
    }

    // Plain commands: none of this is worth preparing.
    private static async ValueTask ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private static async ValueTask<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            return (long)(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }
}
