using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.RabbitMq.Internal;

/// <summary>Whether messages can be published and received. Asks nobody: the connections know, and a health endpoint may be called by anybody.</summary>
internal sealed class RabbitMqHealthCheck(RabbitMqBroker broker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        broker.IsUp ? HealthCheckResult.Healthy() : new HealthCheckResult(context.Registration.FailureStatus, "RabbitMQ does not answer, or takes no messages"));
}
