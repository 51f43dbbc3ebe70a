using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Members of one room on one event loop, and the pushes that wait for them together. Loop thread only.</summary>
internal sealed partial class Room(RoomEntry entry, Bucket bucket, RoomPlace place = default)
{
    private const int MaxJoinedBytes = 65536;
    private readonly Bucket _bucket = bucket;

    // A block that is refused waits as a whole: it must not be longer than what may wait.
    private readonly int _maxJoined = Math.Min(MaxJoinedBytes, bucket.MaxPendingBytes);
    private readonly List<OutboundMessage> _pending = [];
    private ClientChannel[] _members = new ClientChannel[4];
    private List<ClientChannel>? _blocked;
    private int _pendingBytes;
    private bool _flushing;

    public RoomEntry Entry { get; } = entry;

    public RoomKey Key => Entry.Key;

    public int Count { get; private set; }

    /// <summary>Adds a member. Nothing waits: who calls has flushed.</summary>
    public void Add(ClientChannel channel, MemberKind kind = MemberKind.Plain)
    {
        if (Count == _members.Length)
            Array.Resize(ref _members, Count * 2);
        _members[Count] = channel;
        Tail?.Set(Count, kind);
        channel.AddRoom(this, Count);
        Count++;
        Entry.AddMembers(1);
    }

    /// <summary>Removes the member at a place; the last member moves into the gap.</summary>
    public void RemoveAt(int index)
    {
        Count--;
        if (index != Count)
        {
            _members[index] = _members[Count];
            _members[index].Moved(this, index);
            Tail?.Set(index, Tail.KindOf(Count));
        }

        _members[Count] = null!;
        Entry.AddMembers(-1);
        if (_members.Length > 64 && Count < _members.Length / 4)
            Array.Resize(ref _members, _members.Length / 2);
    }

    /// <summary>Lets a push wait for the end of the bucket's turn, so that pushes waiting together share one write per member.</summary>
    public void Enqueue(OutboundMessage message)
    {
        if (Tail?.TryAdvance(message) == false)
            return;
        if (_pendingBytes + message.ApproximateBytes > _maxJoined)
            Flush();
        if (_pending.Count == 0)
            _bucket.AddDirty(this);
        _pending.Add(message);
        _pendingBytes += message.ApproximateBytes;
    }

    /// <summary>Writes what waits to every member. Does nothing while it is doing so: a member that is closed by its policy asks for it again.</summary>
    public void Flush()
    {
        if (_pending.Count == 0 || _flushing)
            return;
        _flushing = true;
        try
        {
            if (Tail is null)
                Write(new JoinedPushes(_pending, _bucket.Scratch));
            else
                WriteBoth(Tail, new JoinedPushes(_pending, _bucket.Scratch), new JoinedPushes(_pending, _bucket.Scratch, plain: true));
        }
        finally
        {
            _pending.Clear();
            _blocked?.Clear();
            Tail?.Blocked.Clear();
            _pendingBytes = 0;
            _flushing = false;
        }
    }

    private void Write(JoinedPushes encoder)
    {
        var batch = _bucket.BatchFor(Count);
        try
        {
            for (var i = 0; i < Count; i++)
            {
                var channel = _members[i];
                if (channel.IsBlocked)
                    (_blocked ??= []).Add(channel);
                else if (encoder.For(channel.Form) is { } block && !(batch is not null && batch.TryAdd(channel, block)))
                    channel.Deliver(block, Entry.Policy);
            }
        }
        finally
        {
            batch?.Flush();
        }

        // Last, because a policy may close its member, which then leaves its rooms and writes what waits in them: the list of members changes
        // and other channels are written to.
        for (var i = 0; i < _blocked?.Count; i++)
            DeliverOneByOne(_blocked[i]);
    }

    /// <summary>A blocked member gets the single pushes, so that its policy can choose among them.</summary>
    private void DeliverOneByOne(ClientChannel channel)
    {
        foreach (var message in _pending)
        {
            if (message.Encoded(channel.Form) is { } block)
                channel.Deliver(block, Entry.Policy);
        }
    }
}
