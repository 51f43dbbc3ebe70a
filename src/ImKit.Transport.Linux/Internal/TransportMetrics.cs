using System.Diagnostics.Metrics;

namespace ImKit.Transports.Linux;

/// <summary>What this package counts. Any thread.</summary>
internal sealed class TransportMetrics
{
    private readonly Counter<long> _acceptPauses;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _closeTimeouts;

    // The factory owns the meter and disposes it.
    public TransportMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(LinuxTelemetry.MeterName);
        _acceptPauses = meter.CreateCounter<long>(LinuxTelemetry.AcceptPauses, "{pause}", "Times that accepting paused.");
        _dropped = meter.CreateCounter<long>(LinuxTelemetry.Dropped, "{connection}", "Accepted connections dropped before Core saw them.");
        _closeTimeouts = meter.CreateCounter<long>(LinuxTelemetry.CloseTimeouts, "{connection}", "Connections cut at the close timeout.");
    }

    public void AcceptPause(string reason) => _acceptPauses.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Drop(string reason) => _dropped.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void CloseTimeout() => _closeTimeouts.Add(1);
}
