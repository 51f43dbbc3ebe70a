using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Rooms with history: members that get places beside those that do not.</summary>
internal sealed partial class Room
{
    /// <summary>Null for a room without history.</summary>
    public RoomTail? Tail { get; } = entry.HasLog ? new RoomTail(place) : null;

    /// <summary>Writes what waits, joined once per wire form for those who get places and once for the others.</summary>
    private void WriteBoth(RoomTail tail, JoinedPushes numbered, JoinedPushes plain)
    {
        var batch = _bucket.BatchFor(Count);
        try
        {
            for (var i = 0; i < Count; i++)
            {
                var channel = _members[i];
                var kind = tail.KindOf(i);
                if (kind == MemberKind.Waiting)
                    continue;
                var isNumbered = kind == MemberKind.Numbered;
                if (channel.IsBlocked)
                    tail.Blocked.Add((channel, isNumbered));
                else if ((isNumbered ? numbered.For(channel.Form) : plain.For(channel.Form)) is { } block && !(batch is not null && batch.TryAdd(channel, block)))
                    channel.Deliver(block, Entry.Policy);
            }
        }
        finally
        {
            batch?.Flush();
        }

        // Last, and by what was noted above: a policy may close its member, and members then change places.
        for (var i = 0; i < tail.Blocked.Count; i++)
        {
            var (channel, isNumbered) = tail.Blocked[i];
            DeliverOneByOne(channel, isNumbered);
        }
    }

    private void DeliverOneByOne(ClientChannel channel, bool isNumbered)
    {
        foreach (var message in _pending)
        {
            if (JoinedPushes.Of(message, !isNumbered).Encoded(channel.Form) is { } block)
                channel.Deliver(block, Entry.Policy);
        }
    }
}
