using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Who has blocked whom, as read lately; bounded. Any thread; a look takes no lock.</summary>
internal sealed class BlockCache(TimeProvider time, IOptions<ImKitOptions> options)
{
    private const int MaxKnown = 65536;
    private readonly TimeSpan _keep = options.Value.Messaging.BlockCacheTime;
    private readonly ConcurrentDictionary<BlockKey, Known> _known = new();
    private readonly Lock _gate = new();
    private long _changes;

    /// <summary>How often something was forgotten: read it before the store is asked.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <summary>Whether the owner has blocked the other; null if it is not known.</summary>
    public bool? Find(BlockKey key) =>
        _known.TryGetValue(key, out var known) && time.GetElapsedTime(known.Read) < _keep ? known.Blocked : null;

    /// <summary>Keeps what the store said.</summary>
    /// <param name="key">Who has whom.</param>
    /// <param name="blocked">Whether.</param>
    /// <param name="asOf"><see cref="Changes"/> from before the store was asked: what was changed meanwhile is not kept.</param>
    public void Put(BlockKey key, bool blocked, long asOf)
    {
        lock (_gate)
        {
            if (asOf != _changes)
                return;
            // Emptied when full: to look it up again is cheap, and what is in use comes back at once.
            if (_known.Count >= MaxKnown)
                _known.Clear();
            _known[key] = new Known(blocked, time.GetTimestamp());
        }
    }

    /// <summary>The row was changed.</summary>
    public void Forget(BlockKey key)
    {
        lock (_gate)
        {
            _changes++;
            _known.TryRemove(key, out _);
        }
    }

    private readonly record struct Known(bool Blocked, long Read);
}

/// <summary>Who may have blocked whom.</summary>
internal readonly record struct BlockKey(TenantId Tenant, UserId Owner, UserId Other);
