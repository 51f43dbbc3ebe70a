using System.Collections.Concurrent;
using System.Net;

namespace ImKit.Sessions;

/// <summary>Live connections by client address. Any thread.</summary>
internal sealed class AddressTable
{
    private readonly ConcurrentDictionary<IPAddress, int> _counts = new();

    /// <summary>Different addresses.</summary>
    public int Count => _counts.Count;

    /// <summary>Counts one more connection of an address, unless it has as many as allowed (0: no limit).</summary>
    public bool TryAdd(IPAddress address, int limit)
    {
        while (true)
        {
            if (!_counts.TryGetValue(address, out var count))
            {
                if (_counts.TryAdd(address, 1))
                    return true;
            }
            else if (limit > 0 && count >= limit)
            {
                return false;
            }
            else if (_counts.TryUpdate(address, count + 1, count))
            {
                return true;
            }
        }
    }

    public void Remove(IPAddress address)
    {
        while (_counts.TryGetValue(address, out var count))
        {
            if (count <= 1 ? _counts.TryRemove(KeyValuePair.Create(address, count)) : _counts.TryUpdate(address, count - 1, count))
                return;
        }
    }
}
