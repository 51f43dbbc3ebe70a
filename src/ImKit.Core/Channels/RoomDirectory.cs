using System.Collections.Concurrent;

namespace ImKit.Channels;

/// <summary>The rooms of this node: says which buckets hold a room, so that a broadcast is posted only there. Any thread.</summary>
internal sealed class RoomDirectory
{
    private readonly ConcurrentDictionary<RoomKey, RoomEntry> _entries = new();
    private readonly ConcurrentDictionary<RoomKey, RoomEntry> _kept = new();
    private readonly SlowConsumerOptions _policies;

    public RoomDirectory(SlowConsumerOptions policies, RoomLogs? logs = null)
    {
        _policies = policies;
        Logs = logs;
        logs?.Begin(Sweep);
    }

    /// <summary>Told when this node gains its first member of a room, or lets go of the room when it has lost its last.</summary>
    public Action<RoomKey>? InterestChanged { get; set; }

    /// <summary>What rooms with history share; null where there can be none.</summary>
    public RoomLogs? Logs { get; }

    /// <summary>Rooms with members.</summary>
    public int Count => _entries.Count - (Logs?.Empty ?? 0);

    /// <summary>Rooms, those too that are empty and keep their pushes.</summary>
    public IEnumerable<RoomEntry> All => _entries.Values;

    public RoomEntry? Find(RoomKey key) => _entries.GetValueOrDefault(key);

    /// <summary>The entry for a bucket's first member, with the bucket among its holders.</summary>
    /// <param name="key">The room.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="place">The place of the last push that the bucket does not get.</param>
    public RoomEntry Hold(RoomKey key, Bucket bucket, out RoomPlace place)
    {
        while (true)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                if (entry.TryAddHolder(bucket, out place))
                    return entry;
                // Given up by its last holder, which is about to take it off the list.
                _entries.TryRemove(KeyValuePair.Create(key, entry));
                continue;
            }

            entry = new RoomEntry(key, _policies.RoomPolicy(key.Room.Value), Logs?.For(key));
            entry.TryAddHolder(bucket, out place);
            if (!_entries.TryAdd(key, entry))
            {
                // Another bucket was first. This one is held by nobody else: its history, if it has one, ends with it.
                entry.Discard();
                continue;
            }

            if (entry.HasLog)
                _kept[key] = entry;
            InterestChanged?.Invoke(key);
            return entry;
        }
    }

    /// <summary>A bucket lost its last member of the room.</summary>
    public void Release(RoomEntry entry, Bucket bucket)
    {
        if (entry.RemoveHolder(bucket))
            Remove(entry);
    }

    /// <summary>This node was not told of pushes for a while: no client may believe that it has missed nothing.</summary>
    public void RenewHistories()
    {
        foreach (var entry in _kept.Values)
            entry.Renew();
    }

    /// <summary>Lets go what is too old, and rooms that have been empty for long enough; if the node keeps nearly as much as it may, rooms that are empty at
    /// all, the longest empty first.</summary>
    private void Sweep()
    {
        var empty = new List<(long Since, RoomEntry Entry)>();
        foreach (var entry in _kept.Values)
        {
            if (entry.Trim() is { } since && !TryEnd(entry, early: false))
                empty.Add((since, entry));
        }

        if (!Logs!.IsNarrow)
            return;
        empty.Sort(static (a, b) => a.Since.CompareTo(b.Since));
        foreach (var (_, entry) in empty)
        {
            if (!Logs.IsNarrow)
                break;
            TryEnd(entry, early: true);
        }
    }

    private bool TryEnd(RoomEntry entry, bool early)
    {
        if (!entry.TryEnd(early))
            return false;
        Logs!.OnForgotten(early);
        Remove(entry);
        return true;
    }

    private void Remove(RoomEntry entry)
    {
        _kept.TryRemove(KeyValuePair.Create(entry.Key, entry));
        _entries.TryRemove(KeyValuePair.Create(entry.Key, entry));
        InterestChanged?.Invoke(entry.Key);
    }
}
