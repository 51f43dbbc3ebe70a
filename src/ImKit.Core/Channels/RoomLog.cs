using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>What a room with history keeps on this node: a ring of its newest pushes and their numbering. Guarded by the order of its <see cref="RoomEntry"/>.</summary>
/// <remarks>Places are dense: the ring holds the last <see cref="_count"/> of its epoch up to <see cref="Head"/>, or it has been renewed.</remarks>
internal sealed class RoomLog
{
    private readonly RoomLogs _node;
    private readonly RoomHistory _rule;
    private readonly string _room;
    private KeptPush[] _ring = new KeptPush[4];
    private RoomPushEncoder _encoder;
    private long? _emptySince;
    private int _first;
    private int _count;
    private long _bytes;

    public RoomLog(RoomLogs node, string room, RoomHistory rule)
    {
        _node = node;
        _room = room;
        _rule = rule;
        Head = new RoomPlace(RoomLogs.NewEpoch(), 0);
        _encoder = new RoomPushEncoder(room, Head.Epoch);
        node.OnBegun();
    }

    /// <summary>The place of the newest push.</summary>
    public RoomPlace Head { get; private set; }

    /// <summary>When the last member left; null while there is one.</summary>
    public long? EmptySince => _emptySince;

    private long Oldest => Head.Seq - _count + 1;

    /// <summary>Gives a push its place and keeps it.</summary>
    public NumberedPush Append(HostMessage push)
    {
        Head = Head with { Seq = Head.Seq + 1 };
        Keep(new KeptPush(push.Operation, push.Body, _node.Now));
        Trim();
        return new NumberedPush(_encoder, Head, push);
    }

    /// <summary>Everything after a place, up to another.</summary>
    /// <param name="after">Where a client is.</param>
    /// <param name="upTo">How far the room has come for it, at least as far.</param>
    /// <returns>Null unless all of it is here.</returns>
    public MissedPushes? Read(RoomPlace after, RoomPlace upTo)
    {
        Trim();
        if (after.Epoch != Head.Epoch || upTo.Epoch != Head.Epoch || after.Seq > upTo.Seq || after.Seq < 0)
        {
            RoomLogCounters.Count(ref _node.Counters.ResetOtherEpoch);
            return null;
        }

        // Who misses nothing misses nothing, whatever is kept.
        if (after.Seq < upTo.Seq && after.Seq < Oldest - 1)
        {
            RoomLogCounters.Count(ref _node.Counters.ResetTrimmed);
            return null;
        }

        RoomLogCounters.Count(ref _node.Counters.Resumed);
        var pushes = new KeptPush[upTo.Seq - after.Seq];
        for (var i = 0; i < pushes.Length; i++)
            pushes[i] = At((int)(after.Seq + 1 + i - Oldest));
        return new MissedPushes(_encoder, after.Seq + 1, pushes);
    }

    /// <summary>The newest pushes, oldest first.</summary>
    public (RoomPlace First, KeptPush[] Pushes) Recent(int limit)
    {
        Trim();
        var count = Math.Min(limit, _count);
        var pushes = new KeptPush[count];
        for (var i = 0; i < count; i++)
            pushes[i] = At(_count - count + i);
        return (Head with { Seq = Head.Seq - count + 1 }, pushes);
    }

    /// <summary>Lets go what is too old, too much or too many.</summary>
    public void Trim()
    {
        while (_count > 0 && (_count > _rule.Entries || _bytes > _rule.Bytes || _node.IsOlder(At(0).Time, _rule.Age)))
            DropOldest();
        while (_count > 0 && _node.IsOver)
        {
            DropOldest();
            _node.OnEvicted();
        }
    }

    /// <summary>The last member has left.</summary>
    /// <returns>False if too many empty rooms keep something already.</returns>
    public bool TryKeepEmpty()
    {
        if (!_node.TryAddEmpty())
            return false;
        _emptySince = _node.Now;
        return true;
    }

    /// <summary>There is a member again.</summary>
    public void OnHeld()
    {
        if (_emptySince is null)
            return;
        _emptySince = null;
        _node.RemoveEmpty();
    }

    /// <summary>Whether it has been empty for long enough.</summary>
    public bool IsSpent => _emptySince is { } since && _node.IsOlder(since, _rule.KeepEmpty);

    /// <summary>Pushes of other nodes may have passed this one by: what came before is another epoch. The count goes on.</summary>
    public void Renew()
    {
        Clear();
        Head = Head with { Epoch = RoomLogs.NewEpoch() };
        _encoder = new RoomPushEncoder(_room, Head.Epoch);
    }

    /// <summary>It is given up.</summary>
    public void End()
    {
        Clear();
        OnHeld();
        _node.OnEnded();
    }

    private void Clear()
    {
        while (_count > 0)
            DropOldest();
    }

    private void Keep(in KeptPush push)
    {
        if (_count == _ring.Length)
            Grow();
        _ring[(_first + _count++) & (_ring.Length - 1)] = push;
        _bytes += push.Bytes;
        _node.AddBytes(push.Bytes);
    }

    private void DropOldest()
    {
        ref var slot = ref _ring[_first];
        _bytes -= slot.Bytes;
        _node.AddBytes(-slot.Bytes);
        slot = default;
        _first = (_first + 1) & (_ring.Length - 1);
        _count--;
    }

    private KeptPush At(int index) => _ring[(_first + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var larger = new KeptPush[_ring.Length * 2];
        for (var i = 0; i < _count; i++)
            larger[i] = At(i);
        (_ring, _first) = (larger, 0);
    }
}
