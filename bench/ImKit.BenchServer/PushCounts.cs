using System.Diagnostics.Metrics;
using ImKit.Diagnostics;
using ImKit.Redis;

namespace ImKit.BenchServer;

/// <summary>The push counters of ImKit's meter, summed over buckets and reasons, as any monitoring would read them, and what other nodes have sent. One reader at a time.</summary>
internal sealed class PushCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _offered;
    private long _handedOver;
    private long _dropped;
    private long _fromNodes;

    public PushCounts()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == ImKitMetricNames.Meter
                && instrument.Name is ImKitMetricNames.Offered or ImKitMetricNames.HandedOver or ImKitMetricNames.Dropped)
            {
                listener.EnableMeasurementEvents(instrument);
            }

            // A counter that adds up here from the first message on, not one that is asked.
            if (instrument is { Meter.Name: RedisTelemetry.MeterName, Name: RedisTelemetry.Received })
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) =>
        {
            switch (instrument.Name)
            {
                case ImKitMetricNames.Offered:
                    _offered += value;
                    break;
                case ImKitMetricNames.HandedOver:
                    _handedOver += value;
                    break;
                case RedisTelemetry.Received:
                    Interlocked.Add(ref _fromNodes, value);
                    break;
                default:
                    _dropped += value;
                    break;
            }
        });
        _listener.Start();
    }

    public (long Offered, long HandedOver, long Dropped, long FromNodes) Read()
    {
        (_offered, _handedOver, _dropped) = (0, 0, 0);
        _listener.RecordObservableInstruments();
        return (_offered, _handedOver, _dropped, Interlocked.Read(ref _fromNodes));
    }

    public void Dispose() => _listener.Dispose();
}
