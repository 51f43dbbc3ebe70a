using System.Diagnostics.Metrics;

namespace ImKit.RabbitMq.Internal;

/// <summary>What has happened since the start. Any thread.</summary>
internal sealed class RabbitMqStatistics
{
    private readonly Counter<long>? _published;
    private readonly Counter<long>? _failed;
    private readonly Counter<long>? _outages;
    private readonly Counter<long>? _received;
    private readonly Counter<long>? _lost;
    private readonly Counter<long>? _unheard;
    private readonly Counter<long>? _setAside;

    // The factory owns the meter and disposes it.
    public RabbitMqStatistics(IMeterFactory? meters)
    {
        var meter = meters?.Create(RabbitMqTelemetry.MeterName);
        _published = meter?.CreateCounter<long>(RabbitMqTelemetry.Published, "{message}", "Messages confirmed.");
        _failed = meter?.CreateCounter<long>(RabbitMqTelemetry.Failed, "{message}", "Messages that could not be published.");
        _outages = meter?.CreateCounter<long>(RabbitMqTelemetry.Outages, "{outage}", "Lost connections.");
        _received = meter?.CreateCounter<long>(RabbitMqTelemetry.Received, "{message}", "Messages handled.");
        _lost = meter?.CreateCounter<long>(RabbitMqTelemetry.Lost, "{message}", "Messages for this node that did not arrive.");
        _unheard = meter?.CreateCounter<long>(RabbitMqTelemetry.Unheard, "{message}", "Messages for nodes that were not there.");
        _setAside = meter?.CreateCounter<long>(RabbitMqTelemetry.SetAside, "{message}", "Messages that could not be handled.");
    }

    public void CountPublished() => _published?.Add(1);

    public void CountFailed(FailureReason reason) => _failed?.Add(1, new KeyValuePair<string, object?>("reason", RabbitMqErrors.NameOf(reason)));

    public void CountOutage(string purpose) => _outages?.Add(1, new KeyValuePair<string, object?>("purpose", purpose));

    public void CountReceived() => _received?.Add(1);

    public void CountLost(long messages) => _lost?.Add(messages);

    public void CountUnheard() => _unheard?.Add(1);

    public void CountSetAside(bool kept) => _setAside?.Add(1, new KeyValuePair<string, object?>("kept", kept ? "true" : "false"));
}
