using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Hosting;

/// <summary>The process works at all; stays healthy while it drains.</summary>
internal sealed class LiveCheck : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(HealthCheckResult.Healthy());
}

/// <summary>New clients may come: started and not stopping.</summary>
internal sealed class ReadyCheck(ImKitServer server) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(server.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not started, or stopping"));
}
