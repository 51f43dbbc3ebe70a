using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>A room as the whole node sees it: which buckets hold members, how many there are, and what it keeps. Any thread.</summary>
/// <remarks>The lock fixes one order of pushes for all buckets, and for the numbers of a room with history. Publishers take it while they post,
/// which waits for nothing; a loop takes it only when its bucket gains its first member or loses its last, or when a client resumes.</remarks>
internal sealed class RoomEntry(RoomKey key, SlowConsumerPolicy? policy, RoomLog? log = null) : IPushTarget
{
    private readonly Lock _order = new();
    private readonly RoomLog? _log = log;
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

    /// <summary>Whether it keeps its pushes and numbers them.</summary>
    public bool HasLog => _log is not null;

    public void AddMembers(int difference) => Interlocked.Add(ref _members, difference);

    /// <summary>Posts a push to every bucket with members, in one order with all other calls.</summary>
    public void Post(OutboundMessage message)
    {
        lock (_order)
        {
            if (_log is not null && message is HostMessage push && !_dead)
                message = _log.Append(push);
            foreach (var bucket in _holders)
                bucket.Post(this, message);
        }
    }

    void IPushTarget.Push(Bucket bucket, OutboundMessage message) => bucket.FindRoom(this)?.Enqueue(message);

    /// <summary>A bucket got its first member.</summary>
    /// <param name="bucket">The bucket; it gets what is pushed from now on.</param>
    /// <param name="place">The place of the push before those.</param>
    /// <returns>False if the entry is already given up; a new one is needed.</returns>
    public bool TryAddHolder(Bucket bucket, out RoomPlace place)
    {
        lock (_order)
        {
            place = _log?.Head ?? default;
            if (_dead)
                return false;
            _log?.OnHeld();
            _holders = [.. _holders, bucket];
            return true;
        }
    }

    /// <summary>A bucket lost its last member.</summary>
    /// <returns>True if no bucket holds the room any more and it has nothing to keep; the entry is then given up.</returns>
    public bool RemoveHolder(Bucket bucket)
    {
        lock (_order)
        {
            _holders = Array.FindAll(_holders, held => held != bucket);
            if (_holders.Length == 0 && _log?.TryKeepEmpty() != true)
                GiveUp();
            return _dead;
        }
    }

    /// <summary>Gives the entry up before anybody knew of it.</summary>
    public void Discard()
    {
        lock (_order)
            GiveUp();
    }

    /// <summary>Whether a place was reached here: the push was given to every bucket with members.</summary>
    public bool HasReached(RoomPlace place)
    {
        lock (_order)
            return _log is { Head: var head } && head.Epoch == place.Epoch && head.Seq >= place.Seq;
    }

    /// <summary>Everything after a place, up to another; null unless all of it is here.</summary>
    public MissedPushes? ReadMissed(RoomPlace after, RoomPlace upTo)
    {
        lock (_order)
            return _dead ? null : _log?.Read(after, upTo);
    }

    /// <summary>The newest pushes that are kept, oldest first, and the place of the first.</summary>
    public (RoomPlace First, KeptPush[] Pushes) ReadRecent(int limit)
    {
        lock (_order)
            return _log?.Recent(limit) ?? (default, []);
    }

    /// <summary>Begins another epoch: pushes of other nodes may have passed this one by.</summary>
    public void Renew()
    {
        lock (_order)
        {
            if (!_dead)
                _log?.Renew();
        }
    }

    /// <summary>Lets go what is too old.</summary>
    /// <returns>When its last member left; null while there is one, and without a log.</returns>
    public long? Trim()
    {
        lock (_order)
        {
            _log?.Trim();
            return _log?.EmptySince;
        }
    }

    /// <summary>Gives the entry up if it has been empty for long enough, or is empty and has to go.</summary>
    /// <returns>Whether it is given up by this call.</returns>
    public bool TryEnd(bool early)
    {
        lock (_order)
        {
            if (_dead || _log is null || !(early ? _log.EmptySince is not null : _log.IsSpent))
                return false;
            GiveUp();
            return true;
        }
    }

    private void GiveUp()
    {
        _dead = true;
        _log?.End();
    }
}
