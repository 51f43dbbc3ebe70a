using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class SameKeyTests
{
    private static readonly UserId User = new("1");

    [Fact]
    public async Task Whoever_logs_in_last_under_a_key_holds_it_and_can_be_reached_under_every_interleaving() =>
        await Simulation.ExploreAsync(1, 2000, static async simulation =>
        {
            await using var server = await AccessServer.StartAsync(simulation);
            var token = System.Text.Encoding.UTF8.GetBytes(Tokens.For("1", key: "phone", accepts: 1000));
            var clients = Enumerable.Range(0, 3).Select(_ => server.Connect()).ToArray();
            foreach (var client in clients)
                await client.SendAsync(Operations.Login, token);
            // A random moment within the logins: the first client goes by itself.
            for (var i = simulation.Scheduler.Seed % 25; i > 0; i--)
                simulation.Scheduler.Step();
            await clients[0].CloseAsync();
            simulation.RunUntilIdle();

            var open = clients.Where(static client => ((InMemoryClientWire)client.Wire).Client.End == ConnectionEnd.None).ToArray();
            Assert.Equal(open.Length, (await server.ImKit.SessionsOfAsync(User)).Count);
            Assert.Equal(open.Length, server.Connections());
            Assert.InRange(open.Length, 0, 1);
            if (open.Length == 0)
            {
                // The first client was the last to get the key, and went; who finds at the end of its login that nobody holds it may try again.
                foreach (var client in clients[1..])
                    Assert.Contains((await client.ExpectDisconnectAsync()).Code, (int[])[CloseReason.Replaced.Code, CloseReason.Kicked.Code]);
                return;
            }

            Assert.Equal(1, (await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, "hello"))).Sessions);
            Assert.Equal("hello", (await open[0].ExpectAsync(1000)).Text);
            await open[0].CloseAsync();
            simulation.RunUntilIdle();
            Assert.Empty(await server.ImKit.SessionsOfAsync(User));
        });

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

    [Fact]
    public async Task A_client_that_is_told_of_its_login_can_be_reached_at_that_moment_under_every_interleaving() =>
        await Simulation.ExploreAsync(1, 1000, static async simulation =>
        {
            await using var server = await AccessServer.StartAsync(simulation);
            await using var client = server.Connect();
            var raw = ((InMemoryClientWire)client.Wire).Client;
            await client.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("1", room: "live://1", accepts: 1000)));
            while (raw.ReceivedBytes == 0)
                Assert.True(simulation.Scheduler.Step());
            var toUser = await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, "to the user"));
            await server.ImKit.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "to the room"));
            Assert.Equal(1, toUser.Sessions);
            var texts = (await client.ExpectManyAsync(1000, 2)).Select(static frame => frame.Text).ToHashSet();
            Assert.Equal(["to the room", "to the user"], texts.Order());
        });
}
