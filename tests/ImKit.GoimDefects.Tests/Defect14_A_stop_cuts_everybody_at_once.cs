using ImKit.Hosting;
using ImKit.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim: a node that stops cuts all its clients at once, who come back together, and its users stay "online" for half an hour. Virtual time.</summary>
public sealed class Defect14_A_stop_cuts_everybody_at_once
{
    private static readonly RoomId Room = new("live://1");
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_stop_asks_clients_in_batches_over_the_drain_time_each_to_come_back_at_its_own_moment()
    {
        const int count = 200;
        await using var server = await AccessServer.StartAsync(_simulation);
        var clients = new List<TestClient>();
        for (var i = 0; i < count; i++)
            clients.Add(await server.LoginAsync(Tokens.For($"{i}")));

        var stop = server.BeginStop();
        var left = new List<int>();
        for (var second = 1; second <= 10; second++)
        {
            _simulation.Advance(TimeSpan.FromSeconds(1));
            left.Add(server.Connections());
        }

        for (var second = 1; second <= 10; second++)
            Assert.InRange(left[second - 1], (count * (10 - second) / 10) - 12, (count * (10 - second) / 10) + 12);
        await _simulation.CompleteAsync(stop, TimeSpan.FromSeconds(5));

        var notices = new List<DisconnectNotice>();
        foreach (var client in clients)
        {
            notices.Add(await client.ExpectDisconnectAsync());
            Assert.True((await client.ExpectClosedAsync()).InOrder);
        }

        Assert.All(notices, static notice => Assert.Equal(CloseReason.Drain.Code, notice.Code));
        Assert.All(notices, static notice => Assert.InRange(notice.RetryAfterMs, 0, 5000));
        Assert.True(notices.Select(static notice => notice.RetryAfterMs / 500).Distinct().Count() > 7, "clients would come back together");
    }

    [Fact]
    public async Task After_a_stop_nobody_counts_as_online()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Drain.Period = TimeSpan.Zero);
        for (var i = 0; i < 10; i++)
            await server.LoginAsync(Tokens.For($"{i}", room: "live://1"));
        await _simulation.CompleteAsync(server.BeginStop(), TimeSpan.FromSeconds(10));
        Assert.Equal(0, server.ImKit.CountRoom(new RoomId("live://1")));
        for (var i = 0; i < 10; i++)
            Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId($"{i}")));
        Assert.Equal(0, (await server.ImKit.CountOnlineAsync()).Connections);
    }

    [Fact]
    public async Task Who_was_on_a_node_that_stops_is_offline_for_the_other_nodes_as_soon_as_told()
    {
        var cluster = new Cluster(_simulation.Clock);
        await using var stays = await cluster.StartAsync("stays", _simulation);
        await using var stops = await cluster.StartAsync("stops", _simulation);
        var clients = new List<TestClient>();
        for (var i = 0; i < 50; i++)
            clients.Add(await stops.LoginAsync(Tokens.For($"{i}", key: $"{i}", room: Room.Value, accepts: 1000)));
        var stop = stops.BeginStop();
        for (var second = 1; second <= 10; second++)
        {
            _simulation.Advance(TimeSpan.FromSeconds(1));
            var online = 0;
            for (var i = 0; i < 50; i++)
                online += (await stays.ImKit.SessionsOfAsync(new UserId($"{i}"))).Count;
            Assert.Equal(stops.Connections(), online);
        }

        await _simulation.CompleteAsync(stop, TimeSpan.FromSeconds(5));
        Assert.Equal(new PushReceipt(0, 1), await stays.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, "anybody?")));
        Assert.Equal(0, (await stays.ImKit.CountOnlineAsync()).Connections);
        var back = await stays.LoginAsync(Tokens.For("7", key: "7", accepts: 1000));
        Assert.Equal(1, (await stays.ImKit.PushToUserAsync(new UserId("7"), AccessServer.Text(1000, "hello"))).Sessions);
        Assert.Equal("hello", (await back.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Who_was_on_a_node_that_died_is_offline_when_its_lease_ends()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        var directory = server.Services.GetRequiredService<ISessionDirectory>();
        var dead = new NodeInfo { Id = new NodeId("dead"), BootId = 7 };
        await server.Services.GetRequiredService<INodeRegistry>().JoinAsync(dead, TimeSpan.FromSeconds(15), default);
        await directory.RegisterAsync(
            new SessionRecord { Tenant = default, User = new UserId("1"), Key = new ConnectionKey("phone"), Node = dead.Id, BootId = 7, SessionId = 1 }, default, default);
        _simulation.Advance(TimeSpan.FromSeconds(14));
        Assert.Single(await server.ImKit.SessionsOfAsync(new UserId("1")));
        _simulation.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId("1")));
        Assert.Equal(new PushReceipt(0, 0), await server.ImKit.PushToUserAsync(new UserId("1"), AccessServer.Text(1000, "hello")));
    }
}
