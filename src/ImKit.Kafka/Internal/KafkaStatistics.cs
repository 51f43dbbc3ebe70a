using System.Diagnostics.Metrics;

namespace ImKit.Kafka.Internal;

/// <summary>What has happened since the start. Any thread.</summary>
internal sealed class KafkaStatistics
{
    private readonly Counter<long>? _published;
    private readonly Counter<long>? _failed;
    private readonly Counter<long>? _outages;
    private readonly Counter<long>? _received;
    private readonly Counter<long>? _skipped;
    private readonly Counter<long>? _lost;
    private readonly Counter<long>? _setAside;

    // The factory owns the meter and disposes it.
    public KafkaStatistics(IMeterFactory? meters)
    {
        var meter = meters?.Create(KafkaTelemetry.MeterName);
        _published = meter?.CreateCounter<long>(KafkaTelemetry.Published, "{message}", "Messages confirmed.");
        _failed = meter?.CreateCounter<long>(KafkaTelemetry.Failed, "{message}", "Messages that could not be published.");
        _outages = meter?.CreateCounter<long>(KafkaTelemetry.Outages, "{outage}", "Times that Kafka stopped taking messages.");
        _received = meter?.CreateCounter<long>(KafkaTelemetry.Received, "{message}", "Messages handled.");
        _skipped = meter?.CreateCounter<long>(KafkaTelemetry.Skipped, "{message}", "Messages for others, passed over.");
        _lost = meter?.CreateCounter<long>(KafkaTelemetry.Lost, "{message}", "Messages for this node that did not arrive.");
        _setAside = meter?.CreateCounter<long>(KafkaTelemetry.SetAside, "{message}", "Messages that could not be handled.");
    }

    public void CountPublished() => _published?.Add(1);

    public void CountFailed(FailureReason reason) => _failed?.Add(1, new KeyValuePair<string, object?>("reason", KafkaErrors.NameOf(reason)));

    public void CountOutage() => _outages?.Add(1);

    public void CountReceived() => _received?.Add(1);

    public void CountSkipped() => _skipped?.Add(1);

    public void CountLost(long messages) => _lost?.Add(messages);

    public void CountSetAside(bool kept) => _setAside?.Add(1, new KeyValuePair<string, object?>("kept", kept ? "true" : "false"));
}
