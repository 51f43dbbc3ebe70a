using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>Collects what one site has turned away.</summary>
internal sealed class RefusedCounter(IServiceProvider services) : IDisposable
{
    private readonly MetricCollector<long> _collector = new(
        services.GetRequiredService<IMeterFactory>(), AspNetCoreTelemetry.MeterName, AspNetCoreTelemetry.Refused);

    public async Task<string> NextAsync()
    {
        await _collector.WaitForMeasurementsAsync(1, Wait.Limit);
        return (string)Assert.Single(_collector.GetMeasurementSnapshot(clear: true)).Tags["reason"]!;
    }

    public void Dispose() => _collector.Dispose();
}
