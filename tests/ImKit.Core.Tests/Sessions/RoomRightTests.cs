using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>Which rooms a client may enter is the host's decision.</summary>
public sealed class RoomRightTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_client_enters_the_rooms_it_may_and_is_refused_the_others()
    {
        await using var server = await AccessServer.StartAsync(_simulation, build: static builder => builder.AddRoomAuthorizer(
            static (join, _) => ValueTask.FromResult(join.Room.Value == "open" && join.Session.User.Value == "1")));
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        Assert.Equal(Operations.JoinRoomReply, (await client.RequestAsync(Operations.JoinRoom, """{"room":"open"}""")).Operation);
        var refused = await client.RequestAsync(Operations.JoinRoom, """{"room":"closed"}""");
        Assert.Equal(Operations.Error, refused.Operation);
        Assert.Contains("300", refused.Text);
        Assert.Equal(1, server.ImKit.CountRoom(new RoomId("open")));
        Assert.Equal(0, server.ImKit.CountRoom(new RoomId("closed")));
    }

    [Fact]
    public async Task A_goim_client_that_changes_to_a_forbidden_room_stays_out_and_is_told_why_it_is_closed()
    {
        await using var server = await AccessServer.StartAsync(_simulation, build: static builder => builder.AddRoomAuthorizer(
            static (_, _) => ValueTask.FromResult(false)));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        await client.SendAsync(Operations.ChangeRoom, "live://1"u8.ToArray());
        Assert.Equal(CloseReason.Protocol.Code, (await client.ExpectDisconnectAsync()).Code);
        Assert.Equal(0, server.ImKit.CountRoom(new RoomId("live://1")));
    }

    [Fact]
    public async Task Rooms_asked_for_one_after_the_other_are_entered_in_that_order_however_long_the_decisions_take() =>
        await Simulation.ExploreAsync(1, 200, static async simulation =>
        {
            var slow = true;
            await using var server = await AccessServer.StartAsync(simulation, build: builder => builder.AddRoomAuthorizer(async (_, cancel) =>
            {
                // The first decision takes longer than the second.
                var wait = slow ? TimeSpan.FromMilliseconds(50) : TimeSpan.FromMilliseconds(1);
                slow = false;
                await Task.Delay(wait, simulation.Clock, cancel).ConfigureAwait(false);
                return true;
            }));
            await using var client = await server.LoginAsync(Tokens.For("1"));
            await client.SendAsync(Operations.ChangeRoom, "live://1"u8.ToArray());
            await client.SendAsync(Operations.ChangeRoom, "live://2"u8.ToArray());
            simulation.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("live://1", (await client.ExpectAsync(Operations.ChangeRoomReply)).Text);
            Assert.Equal("live://2", (await client.ExpectAsync(Operations.ChangeRoomReply)).Text);
            Assert.Equal(0, server.ImKit.CountRoom(new RoomId("live://1")));
            Assert.Equal(1, server.ImKit.CountRoom(new RoomId("live://2")));
        });

    [Fact]
    public async Task A_decision_that_fails_or_never_comes_refuses_the_join_as_temporary_and_the_connection_lives_on()
    {
        await using var server = await AccessServer.StartAsync(_simulation, build: static builder => builder.AddRoomAuthorizer(
            static (join, _) => join.Room.Value == "broken"
                ? throw new InvalidOperationException("planted")
                : new ValueTask<bool>(new TaskCompletionSource<bool>().Task)));
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        var broken = await client.RequestAsync(Operations.JoinRoom, """{"room":"broken"}""");
        Assert.Contains("101", broken.Text);
        Assert.DoesNotContain("planted", broken.Text);
        await client.SendAsync(Operations.JoinRoom, """{"room":"never"}"""u8.ToArray());
        _simulation.Advance(TimeSpan.FromSeconds(6));
        Assert.Contains("101", (await client.ExpectAsync(Operations.Error)).Text);
        Assert.Equal(Operations.HeartbeatReply, (await client.RequestAsync(Operations.Heartbeat)).Operation);
        Assert.Equal(2, server.TakeErrors().Count);
    }

    [Fact]
    public async Task The_hosts_own_word_needs_no_right()
    {
        await using var server = await AccessServer.StartAsync(_simulation, build: static builder => builder.AddRoomAuthorizer(
            static (_, _) => ValueTask.FromResult(false)));
        await using var client = await server.LoginAsync(Tokens.For("1", room: "live://first", key: "k"));
        Assert.True(await server.ImKit.JoinRoomAsync(new ConnectionKey("k"), new RoomId("second")));
        _simulation.RunUntilIdle();
        Assert.Equal(1, server.ImKit.CountRoom(new RoomId("live://first")));
        Assert.Equal(1, server.ImKit.CountRoom(new RoomId("second")));
    }
}
