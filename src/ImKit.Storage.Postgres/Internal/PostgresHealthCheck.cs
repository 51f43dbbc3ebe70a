using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Whether the database takes writes and answers reads. Says which does not; why stands in the log, since a health endpoint may be public.</summary>
internal sealed class PostgresHealthCheck(PostgresDatabase database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await database.ReadAsync(static (connection, schema, cancel) => PingAsync(connection, schema, cancel), database.Schema, either.Token).ConfigureAwait(false);
            return database.Statistics.Failure is null
                ? HealthCheckResult.Healthy()
                : new HealthCheckResult(context.Registration.FailureStatus, "the last write failed");
        }
        catch (Exception error) when (error is StorageException || deadline.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "a read is not answered");
        }
    }

    private static async ValueTask<bool> PingAsync(Npgsql.NpgsqlConnection connection, SchemaName schema, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add($"SELECT version FROM {schema}.schema_version LIMIT 1");
        return await batch.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not null;
    }
}
