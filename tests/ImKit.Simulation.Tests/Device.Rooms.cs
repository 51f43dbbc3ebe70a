using System.Globalization;
using System.Text;
using System.Text.Json;
using ImKit.Channels;

namespace ImKit.Simulated.Tests;

/// <summary>Rooms, followed as the protocol's page says, over connections, nodes and losses.</summary>
internal sealed partial class Device
{
    private readonly Dictionary<string, RoomView> _rooms = [];

    /// <summary>Joins, from where it is.</summary>
    public void Follow(RoomId room)
    {
        if (!LoggedIn)
            return;
        if (!_rooms.TryGetValue(room.Value, out var view))
            _rooms.Add(room.Value, view = new RoomView());
        view.Asked = true;
        Try(() => Ask(Operations.JoinRoom, new { room = room.Value, history = true, epoch = view.Epoch.ToString(CultureInfo.InvariantCulture), seq = view.Seq }));
    }

    /// <summary>Joins every room that it has ever been in.</summary>
    public void FollowAll()
    {
        foreach (var room in _rooms.Keys.ToList())
            Follow(new RoomId(room));
    }

    /// <summary>It has come as far as its node.</summary>
    public void CheckRooms()
    {
        foreach (var (room, view) in _rooms.Where(static room => room.Value.Epoch != 0))
        {
            var entry = Node!.Server.Rooms().Find(new RoomKey(default, new RoomId(room)))!;
            Assert.True(entry.HasReached(view.Place), $"{key}: {room} is not at {view.Place}");
            Assert.False(entry.HasReached(view.Place with { Seq = view.Seq + 1 }), $"{key}: {room} is beyond {view.Place}");
        }
    }

    private void OnRoom(TestFrame frame)
    {
        var body = Body(frame);
        var room = body.GetProperty("room").GetString()!;
        if (!_rooms.TryGetValue(room, out var view))
            return;
        var epoch = Long(body, "epoch");
        var seq = Long(body, "seq");
        var gap = frame.Operation switch
        {
            Operations.JoinRoomReply => view.OnAnswer(epoch, seq, (int)Long(body, "missed"), body.TryGetProperty("reset", out var reset) && reset.GetBoolean()),
            Operations.RoomPush => !Takes(view, room, epoch, seq, body) && view.IsBehind(epoch, seq),
            _ => view.IsBehind(epoch, seq),
        };
        if (gap && !view.Asked)
            Follow(new RoomId(room));
    }

    private bool Takes(RoomView view, string room, long epoch, long seq, JsonElement body)
    {
        Assert.Equal(Story.RoomPush, body.GetProperty("operation").GetInt32());
        var text = Encoding.UTF8.GetString(body.GetProperty("data").GetBytesFromBase64());
        records.Push(room, epoch, seq, text);
        return view.Takes(epoch, seq, text);
    }

    private static long Long(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? 0
        : value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetInt64();
}
