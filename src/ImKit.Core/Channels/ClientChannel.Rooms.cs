using System.Runtime.InteropServices;

namespace ImKit.Channels;

/// <summary>Rooms and watched operations. Loop thread only.</summary>
internal sealed partial class ClientChannel
{
    private RoomSlot[] _rooms = [];
    private int[] _watched = [];

    /// <summary>Rooms it is in.</summary>
    public int RoomCount => _rooms.Length;

    /// <summary>Operations it watches.</summary>
    public ReadOnlySpan<int> Watched => _watched;

    public bool Watches(int operation) => _watched.AsSpan().Contains(operation);

    /// <summary>Replaces the watched operations.</summary>
    /// <param name="operations">Not changed any more; may be shared with other channels.</param>
    public void Watch(int[] operations) => _watched = Bucket.Shared(operations);

    /// <summary>The room joined first among the present ones, or null.</summary>
    public Room? FirstRoom => _rooms.Length == 0 ? null : _rooms[0].Room;

    public bool IsIn(RoomKey room) => IndexOf(room) >= 0;

    /// <summary>A room it is in, or null.</summary>
    public Room? Find(RoomKey room) => IndexOf(room) is >= 0 and var index ? _rooms[index].Room : null;

    /// <summary>Lets what waits for its rooms go out now.</summary>
    public void FlushRooms()
    {
        // By a copy of the list: a member that is closed by its policy changes its own.
        foreach (var slot in _rooms)
            slot.Room.Flush();
    }

    /// <summary>Its place in the room's members changed.</summary>
    internal void Moved(Room room, int memberIndex)
    {
        for (var i = 0; i < _rooms.Length; i++)
        {
            if (_rooms[i].Room == room)
                _rooms[i].MemberIndex = memberIndex;
        }
    }

    internal void AddRoom(Room room, int memberIndex)
    {
        var rooms = new RoomSlot[_rooms.Length + 1];
        _rooms.CopyTo(rooms, 0);
        rooms[^1] = new RoomSlot { Room = room, MemberIndex = memberIndex };
        _rooms = rooms;
    }

    /// <summary>Takes a room off the list.</summary>
    /// <returns>The channel's place among the room's members; -1 if it was not in it.</returns>
    internal int RemoveRoom(RoomKey key, out Room? room)
    {
        var index = IndexOf(key);
        room = null;
        if (index < 0)
            return -1;
        room = _rooms[index].Room;
        var member = _rooms[index].MemberIndex;
        var rooms = _rooms.Length == 1 ? [] : new RoomSlot[_rooms.Length - 1];
        Array.Copy(_rooms, rooms, index);
        Array.Copy(_rooms, index + 1, rooms, index, rooms.Length - index);
        _rooms = rooms;
        return member;
    }

    private int IndexOf(RoomKey room)
    {
        for (var i = 0; i < _rooms.Length; i++)
        {
            if (_rooms[i].Room.Key == room)
                return i;
        }

        return -1;
    }

    [StructLayout(LayoutKind.Auto)]
    private struct RoomSlot
    {
        public Room Room;
        public int MemberIndex;
    }
}
