using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ImKit.Samples.Server;

/// <summary>Every instrument of ImKit's as a line of text: counters as sums, gauges as they are, histograms as count and sum.</summary>
internal sealed class MetricsText : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _values = new(StringComparer.Ordinal);

    public MetricsText()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("ImKit", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public string Read()
    {
        _listener.RecordObservableInstruments();
        return string.Concat(_values.OrderBy(static value => value.Key, StringComparer.Ordinal)
            .Select(static value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value}\n")));
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = new StringBuilder(instrument.Name.Replace('.', '_'));
        for (var i = 0; i < tags.Length; i++)
            name.Append(i == 0 ? "{" : ",").Append(CultureInfo.InvariantCulture, $"{tags[i].Key.Replace('.', '_')}=\"{tags[i].Value}\"").Append(i == tags.Length - 1 ? "}" : "");
        var key = name.ToString();
        if (instrument.GetType().Name.StartsWith("Histogram", StringComparison.Ordinal))
        {
            Add(key + "_count", 1);
            Add(key + "_sum", value);
        }
        else if (instrument.IsObservable)
        {
            _values[key] = value;
        }
        else
        {
            Add(key, value);
        }
    }

    private void Add(string key, double value) => _values.AddOrUpdate(key, value, (_, sum) => sum + value);
}
