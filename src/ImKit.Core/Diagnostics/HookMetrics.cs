using System.Diagnostics.Metrics;

namespace ImKit.Diagnostics;

/// <summary>What the host's hooks do to steps. Any thread.</summary>
internal sealed class HookMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _dropped;

    public HookMetrics(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(ImKitMetricNames.Meter) ?? new Meter(ImKitMetricNames.Meter);
        _refused = _meter.CreateCounter<long>(ImKitMetricNames.HookRefused, "{step}");
        _failed = _meter.CreateCounter<long>(ImKitMetricNames.HookFailed, "{step}");
        _dropped = _meter.CreateCounter<long>(ImKitMetricNames.HookDropped, "{step}");
    }

    public void Refused(string step, int code) => _refused.Add(1, new("step", step), new("code", code));

    public void Failed(string step, string hook) => _failed.Add(1, new("step", step), new("hook", hook));

    public void Dropped(string step, string hook) => _dropped.Add(1, new("step", step), new("hook", hook));

    /// <summary>Disposes the meter where it is this object's own; a factory's meter ignores it.</summary>
    public void Dispose() => _meter.Dispose();
}
