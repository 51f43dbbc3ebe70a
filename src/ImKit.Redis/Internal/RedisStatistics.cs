using System.Diagnostics.Metrics;

namespace ImKit.Redis.Internal;

/// <summary>What a call is for, as a tag of a metric.</summary>
internal enum CallKind
{
    Directory,
    Registry,
    Publish,
    Receive,
    Counts,
    Bans,
    Permits,
}

/// <summary>What has happened since the start. Any thread.</summary>
internal sealed class RedisStatistics
{
    private readonly Counter<long>? _calls;
    private readonly Counter<long>? _failed;
    private readonly Counter<long>? _outages;
    private readonly Counter<long>? _received;
    private readonly Counter<long>? _lost;
    private readonly Counter<long>? _unheard;
    private readonly Counter<long>? _swept;
    private readonly Counter<long>? _leases;

    // The factory owns the meter and disposes it.
    public RedisStatistics(IMeterFactory? meters)
    {
        var meter = meters?.Create(RedisTelemetry.MeterName);
        _calls = meter?.CreateCounter<long>(RedisTelemetry.Calls, "{call}", "Calls that were answered.");
        _failed = meter?.CreateCounter<long>(RedisTelemetry.Failed, "{call}", "Calls that failed.");
        _outages = meter?.CreateCounter<long>(RedisTelemetry.Outages, "{outage}", "Times that Redis stopped answering.");
        _received = meter?.CreateCounter<long>(RedisTelemetry.Received, "{message}", "Messages handled.");
        _lost = meter?.CreateCounter<long>(RedisTelemetry.Lost, "{message}", "Messages that Redis dropped because too many waited.");
        _unheard = meter?.CreateCounter<long>(RedisTelemetry.Unheard, "{message}", "Messages for nodes that were not there.");
        _swept = meter?.CreateCounter<long>(RedisTelemetry.Swept, "{route}", "Routes of dead nodes removed.");
        _leases = meter?.CreateCounter<long>(RedisTelemetry.Leases, "{lookup}", "Look-ups by whether the nodes' leases had to be read for them.");
    }

    public void CountCall(CallKind kind) => _calls?.Add(1, Kind(kind));

    public void CountFailed(CallKind kind, FailureReason reason) =>
        _failed?.Add(1, Kind(kind), new KeyValuePair<string, object?>("reason", RedisErrors.NameOf(reason)));

    public void CountOutage() => _outages?.Add(1);

    public void CountReceived() => _received?.Add(1);

    public void CountLost(long messages) => _lost?.Add(messages);

    public void CountUnheard() => _unheard?.Add(1);

    public void CountSwept(int routes) => _swept?.Add(routes);

    public void CountLeases(bool known) => _leases?.Add(1, new KeyValuePair<string, object?>("leases", known ? "known" : "read"));

    private static KeyValuePair<string, object?> Kind(CallKind kind) => new("kind", kind switch
    {
        CallKind.Directory => "directory",
        CallKind.Registry => "registry",
        CallKind.Publish => "publish",
        CallKind.Counts => "counts",
        CallKind.Bans => "bans",
        CallKind.Permits => "permits",
        _ => "receive",
    });
}
