using System.Diagnostics.Metrics;

namespace ImKit.Diagnostics;

/// <summary>What becomes of messages that hosts publish in transactions of their own. Any thread.</summary>
internal sealed class PublishMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _retries;

    public PublishMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(ImKitMetricNames.Meter) ?? new Meter(ImKitMetricNames.Meter);
        _sent = _meter.CreateCounter<long>(ImKitMetricNames.Published, "{message}");
        _duration = _meter.CreateHistogram<double>(ImKitMetricNames.PublishDuration, "s");
        _refused = _meter.CreateCounter<long>(ImKitMetricNames.PublishRefused, "{message}");
        _dropped = _meter.CreateCounter<long>(ImKitMetricNames.PublishDropped, "{message}");
        _retries = _meter.CreateCounter<long>(ImKitMetricNames.PublishRetries, "{attempt}");
    }

    public void Sent(bool duplicate, TimeSpan age)
    {
        _sent.Add(1, new KeyValuePair<string, object?>("status", duplicate ? "duplicate" : "committed"));
        _duration.Record(age.TotalSeconds);
    }

    public void Refused(int code) => _refused.Add(1, Code(code));

    public void Dropped(int count) => _dropped.Add(count);

    public void Retried(int code) => _retries.Add(1, Code(code));

    /// <summary>Disposes the meter where it is this object's own; a factory's meter ignores it.</summary>
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Code(int code) => new("code", code);
}
