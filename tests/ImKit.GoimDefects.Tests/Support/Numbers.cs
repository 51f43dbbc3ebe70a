using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ImKit.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>What one server's metrics say: the sums over all buckets, of this server and of no other in the process.</summary>
internal sealed class Numbers : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counted = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _observed = [];

    public Numbers(IServiceProvider services)
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public long Offered => this[ImKitMetricNames.Offered];

    public long HandedOver => this[ImKitMetricNames.HandedOver];

    public long Dropped => this[ImKitMetricNames.Dropped];

    public long Connections => this[ImKitMetricNames.Connections];

    /// <summary>The sum of a metric now.</summary>
    /// <param name="name">The metric, or <c>metric{reason=newest}</c> for one tag's part of it.</param>
    public long this[string name]
    {
        get
        {
            lock (_gate)
            {
                _observed.Clear();
                _listener.RecordObservableInstruments();
                return _observed.GetValueOrDefault(name) + _counted.GetValueOrDefault(name);
            }
        }
    }

    /// <summary>Whether a metric, or one tag's part of it, is reported at all.</summary>
    public bool Has(string name)
    {
        _ = this[name];
        lock (_gate)
            return _observed.ContainsKey(name) || _counted.ContainsKey(name);
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Add(instrument, instrument.Name, value);
        foreach (var tag in tags)
            Add(instrument, $"{instrument.Name}{{{tag.Key}={tag.Value}}}", value);
    }

    private void Add(Instrument instrument, string name, long value)
    {
        if (!instrument.IsObservable)
            _counted.AddOrUpdate(name, value, (_, before) => before + value);
        else
            _observed[name] = _observed.GetValueOrDefault(name) + value;
    }
}
