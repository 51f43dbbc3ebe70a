using ImKit.Storage.Postgres.Internal.Publishing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>Whether the database takes writes and answers reads, and whether what hosts publish is sent. Says which does not; why stands in the log, since a health endpoint may be public.</summary>
internal sealed class PostgresHealthCheck(PostgresDatabase database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);
    private readonly string _ping = $"SELECT version FROM {database.Schema}.schema_version LIMIT 1";
    private readonly string _late = PublishTable.AreLate(database.Schema);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var late = await database.ReadAsync(PingAsync, 0, either.Token).ConfigureAwait(false);
            return (database.Statistics.Failure, late) switch
            {
                (null, false) => HealthCheckResult.Healthy(),
                (null, true) => new HealthCheckResult(context.Registration.FailureStatus, "published messages wait to be sent"),
                _ => new HealthCheckResult(context.Registration.FailureStatus, "the last write failed"),
            };
        }
        catch (Exception error) when (error is StorageException || deadline.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "a read is not answered");
        }
    }

    /// <returns>Whether messages that hosts have published wait for too long.</returns>
    private async ValueTask<bool> PingAsync(Npgsql.NpgsqlConnection connection, int _, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_late);
        batch.Add(_ping);
        return await batch.ExecuteScalarAsync(cancel).ConfigureAwait(false) is true;
    }
}
