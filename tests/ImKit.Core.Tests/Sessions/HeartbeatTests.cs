using ImKit.Core.Tests.Access;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class HeartbeatTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_silent_client_is_told_so_and_closed_after_the_missed_heartbeats_and_not_before()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1", room: "live://1"));
        _simulation.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(1));
        Assert.Equal(1, server.ImKit.CountRoom(new RoomId("live://1")));
        _simulation.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal(CloseReason.HeartbeatLost.Code, (await client.ExpectDisconnectAsync()).Code);
        Assert.Equal(0, server.Connections());
        Assert.Equal(0, server.ImKit.CountRoom(new RoomId("live://1")));
    }

    [Fact]
    public async Task Any_frame_counts_as_life()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1"));
        foreach (var operation in (int[])[Operations.Heartbeat, Operations.Subscribe, 1000, Operations.ChangeRoom, 77])
        {
            _simulation.Advance(TimeSpan.FromSeconds(115));
            await client.RequestAsync(operation);
        }

        Assert.Equal(1, server.Connections());
    }

    [Fact]
    public async Task Bytes_that_never_make_a_frame_are_no_life()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1"));
        var frame = client.Frame(1000, new byte[100]).ToArray();
        for (var i = 0; i < 12; i++)
        {
            await client.SendBytesAsync(frame.AsMemory(i, 1));
            _simulation.Advance(TimeSpan.FromSeconds(9.9));
        }

        Assert.Equal(1, server.Connections());
        _simulation.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(CloseReason.HeartbeatLost.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task A_client_that_vanished_is_cut_and_leaves_nothing_behind()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        var client = await server.LoginAsync(Tokens.For("1", key: "phone", room: "live://1"));
        ((InMemoryClientWire)client.Wire).Client.Vanish();
        _simulation.Advance(TimeSpan.FromSeconds(125));
        Assert.Equal(0, server.Connections());
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId("1")));
        Assert.Equal(0, server.Rooms().Count);
    }

    [Fact]
    public async Task A_client_whose_heartbeats_are_not_read_because_its_requests_take_long_is_not_taken_for_silent()
    {
        var slow = new TaskCompletionSource<OperationReply>();
        await using var server = await AccessServer.StartAsync(
            _simulation, static options => options.Limits.RequestsInFlight = 1, builder => builder.Handle(1000, (_, _) => new(slow.Task)));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        await client.SendAsync(1000);
        for (var minute = 0; minute < 5; minute++)
        {
            await client.SendAsync(Operations.Heartbeat);
            _simulation.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, server.Connections());
        slow.SetResult(OperationReply.Empty);
        await client.ExpectManyAsync(Operations.HeartbeatReply, 5);
        _simulation.Advance(TimeSpan.FromMinutes(2.1));
        Assert.Equal(CloseReason.HeartbeatLost.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task The_reply_to_a_goim_heartbeat_says_how_many_are_in_the_room()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var alone = await server.LoginAsync(Tokens.For("0"));
        Assert.Equal(0, (await alone.HeartbeatAsync()).Int32);
        var members = new List<TestClient>();
        for (var i = 1; i <= 7; i++)
            members.Add(await server.LoginAsync(Tokens.For($"{i}", room: "live://1")));
        Assert.Equal(7, (await members[0].HeartbeatAsync()).Int32);
        await members[6].CloseAsync();
        _simulation.RunUntilIdle();
        Assert.Equal(6, (await members[0].HeartbeatAsync()).Int32);
    }

    [Fact]
    public async Task A_jump_of_the_wall_clock_cuts_nobody()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var client = await server.LoginAsync(Tokens.For("1"));
        foreach (var hours in (int[])[-24, 48, -1])
        {
            _simulation.Clock.Jump(TimeSpan.FromHours(hours));
            _simulation.Advance(TimeSpan.FromSeconds(60));
            await client.HeartbeatAsync();
        }
    }
}
