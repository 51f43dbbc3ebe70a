using CsCheck;
using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Channels;

public sealed class RoomTests
{
    private const int Clients = 6;
    private const int Rooms = 3;

    private enum Act
    {
        Join,
        Leave,
        HostJoin,
        HostLeave,
        Reconnect,
    }

    [Fact]
    public async Task However_members_come_and_go_a_push_reaches_exactly_those_that_are_in_the_room() =>
        await Gen.Select(Gen.Int[1, 1_000_000], Gen.Select(Gen.Enum<Act>(), Gen.Int[0, Clients - 1], Gen.Int[0, Rooms - 1]).Array[1, 40])
            .SampleAsync(async (seed, steps) => await RunAsync(new Simulation(seed), steps), iter: 200);

    [Fact]
    public async Task Changing_room_leaves_the_first_room_alone_and_joins_the_new_one()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        await using var client = await server.LoginAsync(Tokens.For("1", room: "live://1"));
        Assert.Equal("live://2", (await client.RequestAsync(Operations.ChangeRoom, "live://2")).Text);
        Assert.Equal((0, 1), (Count(server, 1), Count(server, 2)));
        Assert.Equal("", (await client.RequestAsync(Operations.ChangeRoom)).Text);
        Assert.Equal((0, 0), (Count(server, 1), Count(server, 2)));
        Assert.Equal(0, server.Rooms().Count);
    }

    [Fact]
    public async Task A_push_to_the_room_reaches_members_whatever_they_watch_and_other_pushes_only_those_that_watch()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        await using var watcher = await server.LoginAsync(Tokens.For("1", key: "a", room: "live://1", accepts: 1000));
        await using var other = await server.LoginAsync(Tokens.For("2", key: "b", room: "live://1"));
        await server.ImKit.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "room"));
        await server.ImKit.PushToAllAsync(AccessServer.Text(1000, "all"));
        await server.ImKit.PushToUsersAsync([new UserId("1"), new UserId("2")], AccessServer.Text(1000, "users"));
        await server.ImKit.PushToConnectionsAsync([new ConnectionKey("a"), new ConnectionKey("b")], AccessServer.Text(1000, "keys"));
        Assert.Equal(["all", "keys", "room", "users"], (await watcher.CollectAsync(1000)).Select(static frame => frame.Text).Order());
        Assert.Equal(["room"], (await other.CollectAsync(1000)).Select(static frame => frame.Text));

        await watcher.RequestAsync(Operations.Unsubscribe, "1000");
        await other.RequestAsync(Operations.Subscribe, "1001, 1000");
        await server.ImKit.PushToAllAsync(AccessServer.Text(1000, "all"));
        Assert.Empty(await watcher.CollectAsync(1000));
        Assert.Single(await other.CollectAsync(1000));
    }

    [Fact]
    public async Task A_member_that_leaves_after_a_push_was_made_still_gets_it()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        await using var client = await server.LoginAsync(Tokens.For("1", key: "phone", room: "live://1"));
        await server.ImKit.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "you have to go"));
        await server.ImKit.LeaveRoomAsync(new ConnectionKey("phone"), new RoomId("live://1"));
        Assert.Single(await client.CollectAsync(1000));
        Assert.Equal(0, Count(server, 1));
    }

    [Fact]
    public async Task A_paced_push_reaches_everybody_once_at_about_its_pace()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        var clients = new List<InMemoryClient>();
        for (var i = 0; i < 100; i++)
            clients.Add(((InMemoryClientWire)(await server.LoginAsync(Tokens.For($"{i}", accepts: 1000))).Wire).Client);
        var before = clients.Select(static client => client.ReceivedBytes).ToArray();
        await server.ImKit.PushToAllAsync(AccessServer.Text(1000, "12345678"), connectionsPerSecond: 10);
        simulation.Advance(TimeSpan.FromSeconds(5));
        Assert.InRange(Reached(), 40, 60);
        simulation.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(100, Reached());

        int Reached() => clients.Zip(before).Count(static pair => pair.First.ReceivedBytes == pair.Second + 24);
    }

    private static int Count(TestServer server, int room) => server.ImKit.CountRoom(Room(room));

    private static RoomId Room(int number) => new($"live://{number}");

    private static async Task RunAsync(Simulation simulation, (Act Act, int Client, int Room)[] steps)
    {
        await using var server = await AccessServer.StartAsync(simulation);
        var clients = new TestClient[Clients];
        var model = Enumerable.Range(0, Rooms).Select(static _ => new HashSet<int>()).ToArray();
        for (var i = 0; i < Clients; i++)
            clients[i] = await server.LoginAsync(Tokens.For($"{i}", key: $"{i}"), version: 3);
        foreach (var (act, client, room) in steps)
        {
            await DoAsync(server, clients, act, client, room);
            if (act is Act.Join or Act.HostJoin)
                model[room].Add(client);
            else if (act is Act.Leave or Act.HostLeave)
                model[room].Remove(client);
            else
                Array.ForEach(model, members => members.Remove(client));
        }

        for (var room = 0; room < Rooms; room++)
        {
            simulation.RunUntilIdle();
            Assert.Equal(model[room].Count, Count(server, room));
            await server.ImKit.PushToRoomAsync(Room(room), AccessServer.Text(1000 + room, "hello"));
        }

        Assert.Equal(model.Count(static members => members.Count > 0), server.Rooms().Count);
        for (var i = 0; i < Clients; i++)
        {
            await clients[i].HeartbeatAsync();
            for (var room = 0; room < Rooms; room++)
                Assert.Equal(model[room].Contains(i) ? 1 : 0, clients[i].Take(1000 + room).Count);
        }
    }

    private static async Task DoAsync(TestServer server, TestClient[] clients, Act act, int client, int room)
    {
        var key = new ConnectionKey($"{client}");
        switch (act)
        {
            case Act.Join or Act.Leave:
                var operation = act == Act.Join ? Operations.JoinRoom : Operations.LeaveRoom;
                Assert.Equal(operation + 1, (await clients[client].RequestAsync(operation, $$"""{"room":"{{Room(room)}}"}""")).Operation);
                break;
            case Act.HostJoin:
                Assert.True(await server.ImKit.JoinRoomAsync(key, Room(room)));
                break;
            case Act.HostLeave:
                Assert.True(await server.ImKit.LeaveRoomAsync(key, Room(room)));
                break;
            default:
                if (client % 2 == 0)
                    clients[client].Wire.Abort();
                clients[client] = await server.LoginAsync(Tokens.For($"{client}", key: $"{client}"), version: 3);
                break;
        }

        server.Simulation!.RunUntilIdle();
    }
}
