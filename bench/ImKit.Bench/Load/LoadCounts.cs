namespace ImKit.Bench.Load;

/// <summary>What the connections of a run have seen. Written by the socket thread (setup may come from others too), read by anyone.</summary>
internal sealed class LoadCounts
{
    private int _ready;
    private int _dead;

    public long Delivered;
    public long Echoed;
    public long Heartbeats;
    public long Refused;
    public long Receives;
    public long Bytes;

    /// <summary>Deliveries to members that read all the time.</summary>
    public long DeliveredToReaders;

    public int Ready => Volatile.Read(ref _ready);

    public int Dead => Volatile.Read(ref _dead);

    /// <summary>Latencies; null while nothing is recorded.</summary>
    public LatencyHistogram? Latencies { get; set; }

    public void LoggedIn() => Interlocked.Increment(ref _ready);

    public void Died() => Interlocked.Increment(ref _dead);

    public void Record(long stamp, long now)
    {
        if (stamp != 0)
            Latencies?.Add(Payload.Nanoseconds(now - stamp));
    }
}
