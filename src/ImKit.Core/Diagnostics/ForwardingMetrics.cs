using System.Diagnostics.Metrics;

namespace ImKit.Diagnostics;

/// <summary>Counts requests between access nodes and business nodes. Any thread.</summary>
internal sealed class ForwardingMetrics
{
    private readonly Counter<long> _forwarded;
    private readonly Counter<long> _notForwarded;
    private readonly Counter<long> _repeated;

    public ForwardingMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(ImKitMetricNames.Meter);
        _forwarded = meter.CreateCounter<long>(ImKitMetricNames.ForwardedRequests, "{request}");
        _notForwarded = meter.CreateCounter<long>(ImKitMetricNames.UnansweredRequests, "{request}");
        _repeated = meter.CreateCounter<long>(ImKitMetricNames.RepeatedRequests, "{request}");
    }

    public void Forwarded() => _forwarded.Add(1);

    public void NotForwarded(string reason) => _notForwarded.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Repeated() => _repeated.Add(1);
}
