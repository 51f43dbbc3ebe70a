using ImKit.Hosting;
using ImKit.Sessions;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: removing a channel that is not in a room empties the room's list of members; a join that fails leaks the session.</summary>
public sealed class Defect07_A_failed_leave_empties_the_room
{
    private static readonly RoomId Room = new("live://1");
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Leaving_a_room_one_is_not_in_takes_nobody_elses_place()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        var members = new List<TestClient>();
        for (var i = 0; i < 6; i++)
            members.Add(await server.LoginAsync(Tokens.For($"{i}", room: Room.Value)));
        await using var stranger = await server.LoginAsync(Tokens.For("x", key: "x"), version: 3);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Operations.LeaveRoomReply, (await stranger.RequestAsync(Operations.LeaveRoom, $$"""{"room":"{{Room}}"}""")).Operation);
            Assert.True(await server.ImKit.LeaveRoomAsync(new ConnectionKey("x"), Room));
            Assert.False(await server.ImKit.LeaveRoomAsync(new ConnectionKey("nobody"), Room));
            await stranger.RequestAsync(Operations.ChangeRoom);
        }

        await stranger.CloseAsync();
        // And who leaves twice.
        await members[5].RequestAsync(Operations.ChangeRoom);
        await members[5].RequestAsync(Operations.ChangeRoom);
        _simulation.RunUntilIdle();

        Assert.Equal(5, server.ImKit.CountRoom(Room));
        await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, "all here?"));
        for (var i = 0; i < 6; i++)
            Assert.Equal(i < 5 ? 1 : 0, (await members[i].CollectAsync(1000)).Count);
    }

    [Fact]
    public async Task A_join_that_fails_leaves_the_session_as_it_was_and_nothing_behind_it()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Limits.Rooms = 2);
        await using var client = await server.LoginAsync(Tokens.For("1", key: "1", room: Room.Value), version: 3);
        await client.RequestAsync(Operations.JoinRoom, """{"room":"live://2"}""");
        foreach (var bad in (string[])["live://3", new string('r', 129), "with\u0007bell", ""])
            Assert.Equal(Operations.Error, (await client.RequestAsync(Operations.JoinRoom, System.Text.Json.JsonSerializer.Serialize(new { room = bad }))).Operation);
        await server.ImKit.JoinRoomAsync(new ConnectionKey("1"), new RoomId("live://4"));
        _simulation.RunUntilIdle();

        Assert.Equal(["live://1", "live://2"], server.ImKit.TopRooms("", 10).Select(static room => room.Room.Value).Order());
        Assert.Single(await server.ImKit.SessionsOfAsync(new UserId("1")));
        await client.CloseAsync();
        _simulation.RunUntilIdle();
        await NothingIsLeftAsync(server, "1");
    }

    [Theory]
    [InlineData("a room whose name is too long")]
    [InlineData("too many rooms")]
    [InlineData("too many operations")]
    public async Task A_login_whose_rooms_cannot_be_joined_is_refused_and_leaves_nothing_behind(string what)
    {
        await using var server = await AccessServer.StartAsync(
            _simulation,
            static options => options.Limits.RoomIdBytes = 16,
            builder => builder.AddAuthenticator((_, _) => ValueTask.FromResult(AuthResult.For(new UserId("1")) with
            {
                Key = new ConnectionKey("1"),
                Rooms = what switch
                {
                    "too many rooms" => [.. Enumerable.Range(0, 129).Select(static i => new RoomId($"r{i}"))],
                    "too many operations" => [Room],
                    _ => [Room, new RoomId(new string('r', 17))],
                },
                Operations = what == "too many operations" ? [.. Enumerable.Range(1000, 129)] : [],
            })));
        await using var client = server.Connect();
        await client.SendAsync(Operations.Login);
        Assert.Equal(CloseReason.Unauthenticated.Code, (await client.ExpectDisconnectAsync()).Code);
        await client.ExpectClosedAsync();
        _simulation.RunUntilIdle();
        await NothingIsLeftAsync(server, "1");
    }

    private static async Task NothingIsLeftAsync(TestServer server, string user)
    {
        Assert.Empty(server.ImKit.TopRooms("", 10));
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId(user)));
        Assert.Equal(0, server.Connections());
    }
}
