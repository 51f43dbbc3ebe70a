using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Kafka.Internal;

/// <summary>Whether messages are taken. Asks nobody: the publisher knows, and a health endpoint may be called by anybody.</summary>
internal sealed class KafkaHealthCheck(KafkaBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        broker.IsUp ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, "Kafka takes no messages"));
}
