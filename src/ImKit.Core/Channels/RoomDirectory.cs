using System.Collections.Concurrent;

namespace ImKit.Channels;

/// <summary>The rooms of this node: says which buckets hold a room, so that a broadcast is posted only there. Any thread.</summary>
internal sealed class RoomDirectory(SlowConsumerOptions policies)
{
    private readonly ConcurrentDictionary<RoomKey, RoomEntry> _entries = new();

    /// <summary>Told when this node gains its first member of a room or loses its last.</summary>
    public Action<RoomKey>? InterestChanged { get; set; }

    public int Count => _entries.Count;

    public IEnumerable<RoomEntry> All => _entries.Values;

    public RoomEntry? Find(RoomKey key) => _entries.GetValueOrDefault(key);

    /// <summary>The entry for a bucket's first member, with the bucket among its holders.</summary>
    public RoomEntry Hold(RoomKey key, Bucket bucket)
    {
        while (true)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                if (entry.TryAddHolder(bucket))
                    return entry;
                // Given up by its last holder, which is about to take it off the list.
                _entries.TryRemove(KeyValuePair.Create(key, entry));
                continue;
            }

            entry = new RoomEntry(key, policies.RoomPolicy(key.Room.Value));
            entry.TryAddHolder(bucket);
            if (!_entries.TryAdd(key, entry))
                continue;
            InterestChanged?.Invoke(key);
            return entry;
        }
    }

    /// <summary>A bucket lost its last member of the room.</summary>
    public void Release(RoomEntry entry, Bucket bucket)
    {
        if (!entry.RemoveHolder(bucket))
            return;
        _entries.TryRemove(KeyValuePair.Create(entry.Key, entry));
        InterestChanged?.Invoke(entry.Key);
    }
}
