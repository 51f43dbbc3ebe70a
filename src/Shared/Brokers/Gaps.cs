using System.Collections.Concurrent;

namespace ImKit.Brokers;

/// <summary>Sees what did not arrive, by the numbers of each publisher. Any thread.</summary>
/// <remarks>What a publisher sent before its first message that arrives is not known; what comes a second time is no gap.</remarks>
internal sealed class Gaps
{
    private const int MostPublishers = 10_000;
    private readonly ConcurrentDictionary<string, long> _last = new();

    /// <returns>How many messages of the publisher were left out before this number.</returns>
    public long Note(string publisher, long number)
    {
        if (!_last.TryGetValue(publisher, out var last))
        {
            if (_last.Count >= MostPublishers)
                _last.Clear();
            _last[publisher] = number;
            return 0;
        }

        if (number <= last)
            return 0;
        _last[publisher] = number;
        return number - last - 1;
    }
}
