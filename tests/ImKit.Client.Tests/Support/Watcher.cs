using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ImKit.Client.Tests.Support;

/// <summary>Everything that clients with these options tell their meter and their log.</summary>
internal sealed class Watcher : IMeterFactory, ILoggerFactory, ILogger
{
    private readonly Meter _meter;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text)> _lines = new();

    public Watcher()
    {
        _meter = new Meter(new MeterOptions(ClientTelemetry.MeterName) { Scope = this });
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyList<(int Id, LogLevel Level, string Text)> Lines => [.. _lines];

    public string Log => string.Join('\n', _lines.Select(static line => line.Text));

    /// <summary>The sum of an instrument, with its tags in their order, such as <c>imkit.client.sends status=committed</c>; 0 if it said nothing.</summary>
    public double Sum(string what) => _sums.GetValueOrDefault(what);

    /// <summary>How many values a histogram was given.</summary>
    public double Count(string what) => _sums.GetValueOrDefault(what + " count");

    public void Watch(ImKitClientOptions options) => (options.MeterFactory, options.LoggerFactory) = (this, this);

    public Meter Create(MeterOptions options) => options.Name == ClientTelemetry.MeterName ? _meter : throw new ArgumentException(options.Name);

    public ILogger CreateLogger(string categoryName) => categoryName == ClientTelemetry.LogCategory ? this : throw new ArgumentException(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, logLevel, $"{formatter(state, exception)} {exception}"));

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var tag in tags)
            name += string.Create(CultureInfo.InvariantCulture, $" {tag.Key}={tag.Value}");
        _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        _sums.AddOrUpdate(name + " count", 1, static (_, count) => count + 1);
    }
}
