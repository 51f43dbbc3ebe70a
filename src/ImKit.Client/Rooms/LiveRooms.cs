using ImKit.Client.Diagnostics;

namespace ImKit.Client.Rooms;

/// <summary>The rooms that the application has joined. Their frames come by the pump, in the order of the connection; wishes come from any thread.</summary>
/// <remarks>One rule for live pushes and those that an answer brings: the next one is told, an earlier one is known, a later one is a gap, and a gap leads to a
/// join from the position. So it does not matter which of two answers a push belongs to.</remarks>
internal sealed class LiveRooms(Counters counters, IRoomListener listener)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LiveRoom> _rooms = new(StringComparer.Ordinal);

    /// <summary>The application joins a room.</summary>
    /// <returns>What to ask for. <see cref="End"/> it.</returns>
    public Wire.RoomRequest Begin(string name)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(name, out var room))
                _rooms.Add(name, room = new LiveRoom(name));
            room.Asked = true;
            return room.Request();
        }
    }

    /// <summary>The application's join was answered, or came to nothing: then the room is forgotten, unless an earlier one stands.</summary>
    public void End(string name, bool joined)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(name, out var room))
                return;
            room.Wanted |= joined;
            if (joined)
                return;
            if (room.Wanted)
                (room.Asked, room.Behind) = (false, true);
            else
                _rooms.Remove(name);
        }
    }

    public void Leave(string name)
    {
        lock (_lock)
            _rooms.Remove(name);
    }

    /// <summary>A new connection: the server knows of no room.</summary>
    public void JoinAllAgain()
    {
        lock (_lock)
        {
            foreach (var room in _rooms.Values)
                (room.Asked, room.Behind) = (false, room.Wanted);
        }
    }

    /// <summary>A frame of some room was dropped on this side.</summary>
    public void LoseTrack()
    {
        lock (_lock)
        {
            foreach (var room in _rooms.Values)
                (room.Asked, room.Behind, room.Lost) = (false, true, room.Lost || room.Epoch == 0);
        }
    }

    /// <summary>The next room that has to be joined again; null if there is none. <see cref="Retry"/> it if it comes to nothing.</summary>
    public Wire.RoomRequest? Next()
    {
        lock (_lock)
        {
            foreach (var room in _rooms.Values)
            {
                if (!room.Behind || !room.Wanted)
                    continue;
                (room.Asked, room.Behind) = (true, false);
                return room.Request();
            }

            return null;
        }
    }

    /// <summary>The join was not answered.</summary>
    public void Retry(string name)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(name, out var room))
                (room.Asked, room.Behind) = (false, true);
        }
    }

    /// <summary>The answer to a join; what it brings follows it.</summary>
    public void Take(Wire.RoomReply reply)
    {
        bool reset;
        lock (_lock)
        {
            if (!_rooms.TryGetValue(reply.Room, out var room))
                return;
            room.Asked = false;
            // A room may lose its history too: then what was pushed in between is lost as well.
            reset = reply.Reset || room.Lost || (room.Epoch != 0 && reply.Epoch == 0);
            if (reply.Reset || room.Epoch == 0 || reply.Epoch == 0)
                (room.Epoch, room.Seq, room.Lost) = (reply.Epoch, reply.Seq, false);
            else
                room.Behind |= reply.Epoch != room.Epoch || reply.Seq - reply.Missed > room.Seq;
        }

        if (reset)
            TellReset(reply.Room);
    }

    public void Take(Wire.RoomPush push)
    {
        lock (_lock)
        {
            if (!_rooms.TryGetValue(push.Room, out var room) || room.Epoch == 0)
                return;
            if (push.Epoch == room.Epoch && push.Seq <= room.Seq)
            {
                counters.Known.Add();
                return;
            }

            if (push.Epoch != room.Epoch || push.Seq != room.Seq + 1)
            {
                NoteGap(room);
                return;
            }

            room.Seq = push.Seq;
        }

        listener.OnHostPush(new ClientPush(push.Operation, push.Data.Memory) { Room = push.Room, Seq = push.Seq });
    }

    /// <summary>The server has dropped pushes, and says how far the room has come.</summary>
    public void Take(Wire.RoomPosition position)
    {
        lock (_lock)
        {
            if (_rooms.TryGetValue(position.Room, out var room) && room.Epoch != 0 && (position.Epoch != room.Epoch || position.Seq > room.Seq))
                NoteGap(room);
        }
    }

    private void NoteGap(LiveRoom room)
    {
        if (room.Asked || room.Behind)
            return;
        counters.Gaps.Add();
        room.Behind = true;
    }

    private void TellReset(string room)
    {
        counters.Resets.Add();
        listener.OnRoomReset(new RoomReset(room));
    }
}

/// <summary>What rooms tell. Called by the pump.</summary>
internal interface IRoomListener
{
    void OnHostPush(ClientPush push);

    void OnRoomReset(RoomReset reset);
}
