using System.Diagnostics.Metrics;
using ImKit.Bench.Send;
using ImKit.Diagnostics;

namespace ImKit.Bench.Publish;

/// <summary>Counts what nodes of this process send of what was published: each is committed in its conversation.</summary>
internal sealed class SentMessages : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _sent;

    public SentMessages()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == ImKitMetricNames.Published)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _sent, count));
        _listener.Start();
    }

    public async Task<SendRate> RateAsync(TimeSpan during)
    {
        var (from, meter) = (Interlocked.Read(ref _sent), new RateMeter());
        await Task.Delay(during);
        return meter.Of(Interlocked.Read(ref _sent) - from);
    }

    public void Dispose() => _listener.Dispose();
}
