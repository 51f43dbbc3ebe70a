using System.Collections.Concurrent;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>The numbers of conversations that this node has appended to lately; bounded. Any thread.</summary>
/// <remarks>A conversation keeps its number for ever. Who uses one still compares the name in the same statement: a server that was set back, to a
/// backup or to a standby that lagged, may have given the number to another.</remarks>
internal sealed class ConversationNumbers
{
    private const int MaxKnown = 65536;
    private readonly ConcurrentDictionary<ConversationKey, long> _known = new();

    /// <summary>Gives each of these its number, if all are known.</summary>
    public bool TryGive(LogState[] logs)
    {
        foreach (var log in logs)
        {
            if (!_known.TryGetValue(log.Key, out var number))
                return false;
            log.Number = number;
        }

        return true;
    }

    /// <summary>Keeps the numbers of conversations that are committed.</summary>
    public void Put(LogState[] logs)
    {
        // Emptied when full: to look them up again is cheap, and what is in use comes back at once.
        if (_known.Count >= MaxKnown)
            _known.Clear();
        foreach (var log in logs)
        {
            if (log.Number > 0)
                _known[log.Key] = log.Number;
        }
    }

    /// <summary>Some of these are not what they were.</summary>
    public void Forget(LogState[] logs)
    {
        foreach (var log in logs)
            _known.TryRemove(log.Key, out _);
    }
}
