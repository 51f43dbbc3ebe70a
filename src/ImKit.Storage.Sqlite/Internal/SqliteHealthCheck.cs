using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Whether the file takes writes and answers reads. Says which does not; why stands in the log, since a health endpoint may be public.</summary>
internal sealed class SqliteHealthCheck(SqliteDatabase database, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);
    private static readonly UserId s_nobody = new("nobody");

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (database.Statistics.Failure is not null)
            return new HealthCheckResult(context.Registration.FailureStatus, "the last write failed");
        using var deadline = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await database.ReadAsync(static (session, _) => session.Heads.Find([new ConversationKey(default, ConversationId.Direct(s_nobody, s_nobody))]).Length, 0, either.Token).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is StorageException || deadline.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "a read is not answered");
        }
    }
}
