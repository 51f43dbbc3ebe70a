using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class SameKeyTests
{
    private static readonly UserId User = new("1");

    [Fact]
    public async Task The_replaced_client_is_told_not_to_come_back()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        await using var old = await server.LoginAsync(Tokens.For("1", key: "phone", room: "live://1"));
        await using var present = await server.LoginAsync(Tokens.For("1", key: "phone", room: "live://1"));
        var notice = await old.ExpectDisconnectAsync();
        Assert.Equal(CloseReason.Replaced.Code, notice.Code);
        Assert.False(new CloseReason(notice.Code, "").Reconnect);
        Assert.Equal(1, (await present.HeartbeatAsync()).Int32);
    }

    [Fact]
    public async Task A_kick_during_the_login_leaves_no_client_that_believes_to_be_there_and_is_not() =>
        await Simulation.ExploreAsync(1, 2000, static async simulation =>
        {
            await using var server = await AccessServer.StartAsync(simulation);
            await using var client = server.Connect();
            await client.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("1", room: "live://1", accepts: 1000)));
            for (var i = simulation.Scheduler.Seed % 12; i > 0; i--)
                simulation.Scheduler.Step();
            var kicked = await server.ImKit.KickUserAsync(User, CloseReason.Banned);
            simulation.RunUntilIdle();

            var alive = ((InMemoryClientWire)client.Wire).Client.End == ConnectionEnd.None;
            Assert.Equal(kicked == 0, alive);
            Assert.Equal(alive ? 1 : 0, (await server.ImKit.SessionsOfAsync(User)).Count);
            Assert.Equal(alive ? 1 : 0, server.ImKit.CountRoom(new RoomId("live://1")));
            Assert.Equal(alive ? 1 : 0, server.Connections());
            if (!alive)
                return;
            await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, "hello"));
            await client.ExpectAsync(1000);
        });
}
