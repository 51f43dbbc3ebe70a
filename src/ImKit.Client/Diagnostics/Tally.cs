using System.Diagnostics.Metrics;

namespace ImKit.Client.Diagnostics;

/// <summary>A number of <see cref="ClientStatistics"/>, and the instrument that tells it. Any thread.</summary>
internal sealed class Tally(Counter<long>? instrument = null)
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long by = 1)
    {
        Interlocked.Add(ref _value, by);
        if (by > 0)
            instrument?.Add(by);
    }

    public void Add(string tag, string value)
    {
        Interlocked.Increment(ref _value);
        instrument?.Add(1, new KeyValuePair<string, object?>(tag, value));
    }
}
