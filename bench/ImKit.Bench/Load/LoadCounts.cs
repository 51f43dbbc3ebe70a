namespace ImKit.Bench.Load;

/// <summary>What the connections of a run have seen. Any thread: nearly all comes on the socket thread, but a receive that completes at once
/// runs on the thread that asked for it.</summary>
internal sealed class LoadCounts
{
    private int _ready;
    private int _dead;

    private long _delivered;
    private long _deliveredToReaders;
    private long _echoed;
    private long _heartbeats;
    private long _refused;
    private long _receives;
    private long _misplaced;
    private int _blocked;

    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Deliveries to members that read all the time.</summary>
    public long DeliveredToReaders => Volatile.Read(ref _deliveredToReaders);

    public long Echoed => Volatile.Read(ref _echoed);

    public long Heartbeats => Volatile.Read(ref _heartbeats);

    public long Refused => Volatile.Read(ref _refused);

    public long Receives => Volatile.Read(ref _receives);

    /// <summary>Deliveries that came twice or after a later one of the same connection.</summary>
    public long Misplaced => Volatile.Read(ref _misplaced);

    /// <summary>Connections with bytes that the kernel has not taken yet.</summary>
    public int Blocked => Volatile.Read(ref _blocked);

    public int Ready => Volatile.Read(ref _ready);

    public int Dead => Volatile.Read(ref _dead);

    /// <summary>Latencies; null while nothing is recorded.</summary>
    public LatencyHistogram? Latencies { get; set; }

    public void LoggedIn() => Interlocked.Increment(ref _ready);

    public void Died() => Interlocked.Increment(ref _dead);

    public void CountDelivery(bool toReader)
    {
        Interlocked.Increment(ref _delivered);
        if (toReader)
            Interlocked.Increment(ref _deliveredToReaders);
    }

    public void CountEcho() => Interlocked.Increment(ref _echoed);

    public void CountHeartbeat() => Interlocked.Increment(ref _heartbeats);

    public void CountRefusal() => Interlocked.Increment(ref _refused);

    public void CountMisplaced() => Interlocked.Increment(ref _misplaced);

    public void CountBlocked(int change) => Interlocked.Add(ref _blocked, change);

    public void CountReceive() => Interlocked.Increment(ref _receives);

    public void Record(long stamp, long now)
    {
        if (stamp != 0)
            Latencies?.Add(Payload.Nanoseconds(now - stamp));
    }
}
