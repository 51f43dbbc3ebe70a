using ImKit.Core.Tests.Access;
using ImKit.Protocol;
using ImKit.Testing;
using ImKit.Wire;

namespace ImKit.Core.Tests.Rooms;

/// <summary>Short words for tests of rooms with history.</summary>
internal static class Histories
{
    public const int Operation = 1000;

    public static readonly RoomId Room = new("live://1");

    public static Task<TestServer> StartAsync(Simulation? simulation, RoomHistory? rule = null, Action<ImKitOptions>? options = null, Action<IImKitBuilder>? build = null) =>
        AccessServer.StartAsync(
            simulation,
            settings =>
            {
                settings.Rooms.History.ForRooms("live://", rule ?? new RoomHistory());
                options?.Invoke(settings);
            },
            build);

    public static Task<PushReceipt> PushAsync(this TestServer server, string text, RoomId? room = null) =>
        server.PushToRoomAsync(room ?? Room, AccessServer.Text(Operation, text));

    public static async Task PushAsync(this TestServer server, int from, int to)
    {
        for (var i = from; i <= to; i++)
            await server.PushAsync($"{i}");
    }

    /// <summary>Asks for the room and gives the answer.</summary>
    public static async Task<RoomReply> JoinAsync(this TestClient client, string room = "live://1", long epoch = 0, long seq = 0, bool history = true) =>
        Reply(await client.RequestAsync(
            Operations.JoinRoom, WireBody.Encode(new RoomRequest { Room = room, History = history, Epoch = epoch, Seq = seq }, client.Version)), client.Version);

    public static RoomReply Reply(TestFrame frame, int version = 2)
    {
        Assert.Equal(Operations.JoinRoomReply, frame.Operation);
        Assert.True(WireBody.TryDecode(frame.Body.Span, version, RoomReply.Parser, out var reply));
        return reply;
    }

    /// <summary>Pushes with places that have come: place and text.</summary>
    public static async Task<IReadOnlyList<(long Seq, string Text)>> NumberedAsync(this TestClient client) =>
        [.. (await client.CollectAsync(Operations.RoomPush)).Select(frame => Numbered(frame, client.Version))];

    public static (long Seq, string Text) Numbered(TestFrame frame, int version)
    {
        Assert.True(WireBody.TryDecode(frame.Body.Span, version, RoomPush.Parser, out var push));
        Assert.Equal(Operation, push.Operation);
        return (push.Seq, push.Data.ToStringUtf8());
    }

    public static IEnumerable<(long Seq, string Text)> UpTo(int from, int to) => Enumerable.Range(from, to - from + 1).Select(static i => ((long)i, $"{i}"));
}
