using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Channels;

/// <summary>Writing to a room may close slow members, which leave all their rooms in the middle of it: nobody else may notice.</summary>
public sealed class NestedCloseTests
{
    private static readonly RoomId Room = new("live://1");
    private static readonly RoomId Other = new("live://2");
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Who_joins_a_room_whose_last_member_is_cut_by_that_very_join_is_in_the_room()
    {
        await using var server = await StartAsync();
        await using var slow = await BlockedAsync(server, "slow", Room);
        await using var fast = await server.LoginAsync(Tokens.For("fast", key: "fast"));
        await PushAsync(server, Room, "too much");
        await server.ImKit.JoinRoomAsync(new ConnectionKey("fast"), Room);
        _simulation.RunUntilIdle();
        Assert.Equal(1, server.Connections());

        await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, "hello"));

        Assert.Equal(1, server.ImKit.CountRoom(Room));
        Assert.Equal("hello", (await fast.CollectAsync(1000)).Single().Text);
    }

    [Fact]
    public async Task A_member_that_is_cut_while_it_joins_another_room_is_in_no_room()
    {
        await using var server = await StartAsync();
        await using var slow = await BlockedAsync(server, "slow", Room, Other);
        await using var joining = await BlockedAsync(server, "joining", Other);
        await PushAsync(server, Room, "too much");
        await PushAsync(server, Other, "too much");
        await server.ImKit.JoinRoomAsync(new ConnectionKey("joining"), Room);
        _simulation.RunUntilIdle();

        Assert.Equal(0, server.Connections());
        Assert.Equal(0, server.Rooms().Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Everybody_else_gets_a_push_exactly_once_when_one_members_cut_cuts_another(int before)
    {
        await using var server = await StartAsync();
        var others = new List<TestClient>();
        for (var i = 0; i < before; i++)
            others.Add(await server.LoginAsync(Tokens.For($"{i}", room: Room.Value)));
        await using var one = await BlockedAsync(server, "one", Room, Other);
        others.Add(await server.LoginAsync(Tokens.For("between", room: Room.Value)));
        await using var two = await BlockedAsync(server, "two", Room, Other);
        for (var i = before; i < 4; i++)
            others.Add(await server.LoginAsync(Tokens.For($"{i}", room: Room.Value)));
        foreach (var client in others)
            await client.CollectAsync(1000);

        await PushAsync(server, Room, "once");
        await PushAsync(server, Other, "once");
        _simulation.RunUntilIdle();

        Assert.Equal(others.Count, server.Connections());
        foreach (var client in others)
            Assert.Single(await client.CollectAsync(1000));
        Assert.Equal(server.Offered(), server.HandedOver() + server.Dropped());
    }

    private Task<TestServer> StartAsync() => AccessServer.StartAsync(_simulation, static options =>
    {
        options.Node.Loops = 1;
        options.SlowConsumers.MaxPendingBytes = 5000;
    });

    /// <summary>A client that reads nothing and has as much waiting as may, but for a few bytes.</summary>
    private async Task<TestClient> BlockedAsync(TestServer server, string user, params RoomId[] rooms)
    {
        var client = await server.LoginAsync(Tokens.For(user, key: user, accepts: 1001), options: new InMemoryClientOptions { ReceiveWindow = 1000 });
        foreach (var room in rooms)
            await server.ImKit.JoinRoomAsync(new ConnectionKey(user), room);
        for (var i = 0; i < 59; i++)
            await server.ImKit.PushToUserAsync(new UserId(user), AccessServer.Text(1001, new string('x', 84)));
        _simulation.RunUntilIdle();
        return client;
    }

    /// <summary>A push of 1000 bytes.</summary>
    private static async Task PushAsync(TestServer server, RoomId room, string text) =>
        await server.ImKit.PushToRoomAsync(room, AccessServer.Text(1000, text.PadRight(984)));
}
