using System.Collections.Concurrent;

namespace ImKit.RabbitMq.Internal;

/// <summary>Sees what did not arrive, by the numbers of each publisher. Any thread.</summary>
/// <remarks>What a publisher sent before its first message that arrives is not known; what comes a second time is no gap.</remarks>
internal sealed class Gaps
{
    private const int MostPublishers = 10_000;
    private readonly ConcurrentDictionary<string, long> _last = new();

    /// <returns>How many messages of its publisher were left out before this one.</returns>
    public long Note(Envelope message)
    {
        if (!_last.TryGetValue(message.Publisher, out var last))
        {
            if (_last.Count >= MostPublishers)
                _last.Clear();
            _last[message.Publisher] = message.Number;
            return 0;
        }

        if (message.Number <= last)
            return 0;
        _last[message.Publisher] = message.Number;
        return message.Number - last - 1;
    }
}
