using System.Runtime.InteropServices;
using ImKit.Protocol;

namespace ImKit.Channels;

/// <summary>Rooms and watched operations. Loop thread only.</summary>
internal abstract partial class ClientChannel
{
    // Most channels are in one room: that has its place here, all later ones are in the array.
    private Room? _room;
    private RoomSlot[] _laterRooms = [];
    private int[] _watched = [];
    private int _roomIndex;

    /// <summary>Rooms it is in.</summary>
    public int RoomCount => _room is null ? 0 : 1 + _laterRooms.Length;

    /// <summary>Operations it watches.</summary>
    public ReadOnlySpan<int> Watched => _watched;

    public bool Watches(int operation) => _watched.AsSpan().Contains(operation);

    /// <summary>Replaces the watched operations.</summary>
    /// <param name="operations">Not changed any more; may be shared with other channels.</param>
    public void Watch(int[] operations) => _watched = Bucket.Shared(operations);

    /// <summary>The room joined first among the present ones, or null.</summary>
    public Room? FirstRoom => _room;

    public bool IsIn(RoomKey room) => Find(room) is not null;

    /// <summary>A room it is in, or null.</summary>
    public Room? Find(RoomKey room)
    {
        if (_room is null || _room.Key == room)
            return _room;
        return IndexOfLater(room) is >= 0 and var index ? _laterRooms[index].Room : null;
    }

    /// <summary>Lets what waits for its rooms go out now.</summary>
    public void FlushRooms()
    {
        // By a copy of the list: a member that is closed by its policy changes its own.
        var later = _laterRooms;
        _room?.Flush();
        foreach (var slot in later)
            slot.Room.Flush();
    }

    /// <summary>From now on the pushes of a room with history that it is in come with their place.</summary>
    internal void Number(Room room) => room.Tail!.Set(IndexIn(room), MemberKind.Numbered);

    /// <summary>Pushes may have been dropped: says of each room whose pushes have places how far it has come, so that the loss of the last is seen too.</summary>
    private void TellPlaces()
    {
        // By a copy of the list: a policy may close this channel in between.
        var later = _laterRooms;
        if (_room is not null)
            TellPlace(_room, _roomIndex);
        foreach (var slot in later)
            TellPlace(slot.Room, slot.MemberIndex);
    }

    private void TellPlace(Room room, int memberIndex)
    {
        if (IsClosing || room.Tail is not { } tail || tail.KindOf(memberIndex) != MemberKind.Numbered)
            return;
        var place = new Wire.RoomPosition { Room = room.Key.Room.Value, Epoch = tail.Place.Epoch, Seq = tail.Place.Seq };
        if (new WireMessage(Operations.RoomPosition, place).Encoded(Form) is { } block)
            Deliver(block, room.Entry.Policy);
    }

    private int IndexIn(Room room) => room == _room ? _roomIndex : _laterRooms[IndexOfLater(room.Key)].MemberIndex;

    /// <summary>Its place in the room's members changed.</summary>
    internal void Moved(Room room, int memberIndex)
    {
        if (_room == room)
        {
            _roomIndex = memberIndex;
            return;
        }

        foreach (ref var slot in _laterRooms.AsSpan())
        {
            if (slot.Room == room)
                slot.MemberIndex = memberIndex;
        }
    }

    internal void AddRoom(Room room, int memberIndex)
    {
        if (_room is null)
            (_room, _roomIndex) = (room, memberIndex);
        else
            _laterRooms = [.. _laterRooms, new RoomSlot(room, memberIndex)];
    }

    /// <summary>Takes a room off the list.</summary>
    /// <returns>The channel's place among the room's members; -1 if it was not in it.</returns>
    internal int RemoveRoom(RoomKey key, out Room? room)
    {
        room = Find(key);
        if (room is null)
            return -1;
        if (room != _room)
            return RemoveLater(IndexOfLater(key));
        var member = _roomIndex;
        (_room, _roomIndex) = _laterRooms is [var next, ..] ? (next.Room, next.MemberIndex) : (null, 0);
        if (_room is not null)
            RemoveLater(0);
        return member;
    }

    private int RemoveLater(int index)
    {
        var member = _laterRooms[index].MemberIndex;
        _laterRooms = _laterRooms.Length == 1 ? [] : [.. _laterRooms.AsSpan(0, index), .. _laterRooms.AsSpan(index + 1)];
        return member;
    }

    private int IndexOfLater(RoomKey room)
    {
        for (var i = 0; i < _laterRooms.Length; i++)
        {
            if (_laterRooms[i].Room.Key == room)
                return i;
        }

        return -1;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct RoomSlot(Room room, int memberIndex)
    {
        public readonly Room Room = room;
        public int MemberIndex = memberIndex;
    }
}
