using System.Diagnostics.Metrics;

namespace ImKit.Transports.Internal;

/// <summary>What this package counts. Any thread.</summary>
internal sealed class TransportMetrics
{
    private readonly Counter<long> _acceptPauses;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _closeTimeouts;

    // The factory owns the meter and disposes it.
    public TransportMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(DotNettyTelemetry.MeterName);
        _acceptPauses = meter.CreateCounter<long>(DotNettyTelemetry.AcceptPauses, "{pause}", "Times that accepting paused.");
        _dropped = meter.CreateCounter<long>(DotNettyTelemetry.Dropped, "{connection}", "Accepted connections dropped before Core saw them.");
        _closeTimeouts = meter.CreateCounter<long>(DotNettyTelemetry.CloseTimeouts, "{connection}", "Connections cut at the close timeout.");
    }

    public void AcceptPause(string reason) => _acceptPauses.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Drop(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void CloseTimeout() => _closeTimeouts.Add(1);
}
