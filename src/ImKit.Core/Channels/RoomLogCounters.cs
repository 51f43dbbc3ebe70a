namespace ImKit.Channels;

/// <summary>What rooms with history have counted on this node. Any thread; seldom enough to be counted together.</summary>
internal sealed class RoomLogCounters
{
    public long Resumed;
    public long ResetOtherEpoch;
    public long ResetTrimmed;
    public long Evicted;
    public long EndedEmpty;
    public long EndedForBytes;
    public long EndedAtOnce;

    public static void Count(ref long counter) => Interlocked.Increment(ref counter);
}
