using System.Diagnostics.Metrics;
using ImKit.Storage;

namespace ImKit.Diagnostics;

/// <summary>What the messaging layer measures. Any thread.</summary>
internal sealed class MessagingMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<double> _append;
    private readonly Histogram<double> _send;
    private readonly Counter<long> _appends;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _denied;
    private readonly Counter<long> _hintsDropped;
    private readonly Counter<long> _trimmed;
    private readonly Counter<long> _pruned;
    private readonly Counter<long> _feedWrites;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _fenced;

    public MessagingMetrics(IMeterFactory? factory = null)
    {
        // A host without AddMetrics still gets a working meter, which listeners find by its name.
        _meter = factory?.Create(ImKitMetricNames.Meter) ?? new Meter(ImKitMetricNames.Meter);
        _append = _meter.CreateHistogram<double>(ImKitMetricNames.AppendDuration, "s");
        _send = _meter.CreateHistogram<double>(ImKitMetricNames.SendDuration, "s");
        _appends = _meter.CreateCounter<long>(ImKitMetricNames.Appends, "{entry}");
        _refused = _meter.CreateCounter<long>(ImKitMetricNames.Refused, "{send}");
        _denied = _meter.CreateCounter<long>(ImKitMetricNames.Denied, "{request}");
        _hintsDropped = _meter.CreateCounter<long>(ImKitMetricNames.HintsDropped, "{hint}");
        _trimmed = _meter.CreateCounter<long>(ImKitMetricNames.Trimmed, "{entry}");
        _pruned = _meter.CreateCounter<long>(ImKitMetricNames.Pruned, "{key}");
        _feedWrites = _meter.CreateCounter<long>(ImKitMetricNames.FeedWrites, "{row}");
        _retries = _meter.CreateCounter<long>(ImKitMetricNames.DispatchRetries, "{attempt}");
        _fenced = _meter.CreateCounter<long>(ImKitMetricNames.Fenced, "{write}");
    }

    public void ObserveLanes(Func<long> depth) => _meter.CreateObservableGauge(ImKitMetricNames.LaneDepth, depth, "{send}");

    public void ObserveOutbox(Func<long> depth) => _meter.CreateObservableGauge(ImKitMetricNames.OutboxDepth, depth, "{entry}");

    public void Appended(TimeSpan duration) => _append.Record(duration.TotalSeconds);

    public void Sent(TimeSpan duration) => _send.Record(duration.TotalSeconds);

    public void Outcome(AppendStatus status) => _appends.Add(1, new KeyValuePair<string, object?>("status", Name(status)));

    public void Unknown(int count) => _appends.Add(count, new KeyValuePair<string, object?>("status", "unknown"));

    public void Refused(string queue) => _refused.Add(1, new KeyValuePair<string, object?>("queue", queue));

    public void Denied(int code) => _denied.Add(1, new KeyValuePair<string, object?>("code", code));

    public void HintDropped(string kind) => _hintsDropped.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Trimmed(long entries) => _trimmed.Add(entries);

    public void Pruned(int keys) => _pruned.Add(keys);

    public void Fenced(string what) => _fenced.Add(1, new KeyValuePair<string, object?>("work", what));

    public void FeedWritten(int rows) => _feedWrites.Add(rows);

    public void Retried(string step) => _retries.Add(1, new KeyValuePair<string, object?>("step", step));

    /// <summary>Disposes the meter where it is this object's own; a factory's meter ignores it.</summary>
    public void Dispose() => _meter.Dispose();

    private static string Name(AppendStatus status) => status switch
    {
        AppendStatus.Committed => "committed",
        AppendStatus.Duplicate => "duplicate",
        AppendStatus.Conflict => "conflict",
        AppendStatus.ConversationNotFound => "conversation_not_found",
        AppendStatus.NotMember => "not_member",
        AppendStatus.MayNotSpeak => "may_not_speak",
        AppendStatus.Dissolved => "dissolved",
        AppendStatus.TargetNotFound => "target_not_found",
        AppendStatus.VersionMismatch => "version_mismatch",
        AppendStatus.Unchanged => "unchanged",
        _ => "unspecified",
    };
}
