using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>A room as the whole node sees it: which buckets hold members, and how many there are. Any thread.</summary>
/// <remarks>The lock fixes one order of pushes for all buckets. Publishers take it while they post, which waits for nothing; a loop takes it
/// only when its bucket gains its first member or loses its last.</remarks>
internal sealed class RoomEntry(RoomKey key, SlowConsumerPolicy? policy) : IPushTarget
{
    private readonly Lock _order = new();
    private Bucket[] _holders = [];
    private int _members;
    private bool _dead;

    public RoomKey Key { get; } = key;

    /// <summary>What happens to members that read too slowly; null for their own policy.</summary>
    public SlowConsumerPolicy? Policy { get; } = policy;

    /// <summary>Members on this node.</summary>
    public int Members => Volatile.Read(ref _members);

    /// <summary>Buckets with members; a snapshot.</summary>
    public Bucket[] Holders => Volatile.Read(ref _holders);

    public void AddMembers(int difference) => Interlocked.Add(ref _members, difference);

    /// <summary>Posts a push to every bucket with members, in one order with all other calls.</summary>
    public void Post(OutboundMessage message)
    {
        lock (_order)
        {
            foreach (var bucket in _holders)
                bucket.Post(this, message);
        }
    }

    void IPushTarget.Push(Bucket bucket, OutboundMessage message) => bucket.FindRoom(this)?.Enqueue(message);

    /// <summary>A bucket got its first member.</summary>
    /// <returns>False if the entry is already given up; a new one is needed.</returns>
    public bool TryAddHolder(Bucket bucket)
    {
        lock (_order)
        {
            if (_dead)
                return false;
            _holders = [.. _holders, bucket];
            return true;
        }
    }

    /// <summary>A bucket lost its last member.</summary>
    /// <returns>True if no bucket holds the room any more; the entry is then given up.</returns>
    public bool RemoveHolder(Bucket bucket)
    {
        lock (_order)
        {
            _holders = Array.FindAll(_holders, held => held != bucket);
            _dead = _holders.Length == 0;
            return _dead;
        }
    }
}
