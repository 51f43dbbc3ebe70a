using System.Diagnostics.Metrics;

namespace ImKit.Transports.AspNetCore;

/// <summary>What this package counts. Any thread.</summary>
internal sealed class AspNetCoreMetrics
{
    private readonly Counter<long> _refused;

    // The factory owns the meter and disposes it.
    public AspNetCoreMetrics(IMeterFactory meters) =>
        _refused = meters.Create(AspNetCoreTelemetry.MeterName).CreateCounter<long>(AspNetCoreTelemetry.Refused, "{request}", "Requests and connections turned away.");

    public void Refuse(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
