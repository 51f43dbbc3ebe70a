using System.Numerics;

namespace ImKit.Bench.Load;

/// <summary>Latencies in nanoseconds: powers of two, each in 32 parts, so an error of at most 3 %. One writer.</summary>
internal sealed class LatencyHistogram
{
    private readonly long[] _counts = new long[64 * 32];

    public long Count { get; private set; }

    public long Max { get; private set; }

    public void Add(long nanoseconds)
    {
        var value = (ulong)Math.Max(0, nanoseconds);
        if ((long)value > Max)
            Max = (long)value;
        _counts[IndexOf(value)]++;
        Count++;
    }

    /// <summary>The value that a part of all stays below, in nanoseconds.</summary>
    public double Quantile(double part)
    {
        var wanted = (long)(part * Count);
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen > wanted)
                return LowerBound(i);
        }

        return Max;
    }

    private static int IndexOf(ulong value)
    {
        if (value < 32)
            return (int)value;
        var power = 63 - BitOperations.LeadingZeroCount(value);
        return ((power - 4) * 32) + (int)((value >> (power - 5)) & 31);
    }

    private static double LowerBound(int index)
    {
        if (index < 32)
            return index;
        var power = (index / 32) + 4;
        return (1UL << power) + ((ulong)(index & 31) << (power - 5));
    }
}
