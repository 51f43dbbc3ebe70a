namespace ImKit.Channels;

/// <summary>What a bucket has counted. Written by its loop alone without interlocking; read by anyone, each number whole.</summary>
/// <remarks>Law: once nothing waits, Offered = HandedOver + the sum of the drops, exactly.</remarks>
internal sealed class BucketCounters
{
    private static readonly int Reasons = Enum.GetValues<DropReason>().Length;
    private readonly long[] _drops = new long[Reasons];

    public long Offered;
    public long HandedOver;
    public long SentBytes;
    public long ReceivedBytes;
    public long ReceivedFrames;
    public long SlowEpisodes;
    public long WindowsClosed;

    public void Drop(DropReason reason, int pushes) => _drops[(int)reason] += pushes;

    public long Dropped(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);

    public long DroppedInAll()
    {
        long sum = 0;
        for (var i = 0; i < _drops.Length; i++)
            sum += Volatile.Read(ref _drops[i]);
        return sum;
    }
}
