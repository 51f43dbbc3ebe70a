using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Redis.Internal;

/// <summary>Whether Redis answers. Asks nobody: the monitor knows, and a health endpoint may be called by anybody.</summary>
internal sealed class RedisHealthCheck(RedisConnection connection) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        connection.IsUp ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, "Redis does not answer"));
}
