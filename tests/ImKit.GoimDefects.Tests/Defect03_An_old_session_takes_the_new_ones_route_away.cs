namespace ImKit.GoimDefects.Tests;

/// <summary>goim: after a reconnect with the same key, the old session's end deletes the route of the new one, which cannot be reached any more.</summary>
public sealed class Defect03_An_old_session_takes_the_new_ones_route_away
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

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Over_real_sockets_the_new_session_is_reached_by_key_and_user_after_the_old_one_has_gone(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        var token = Tokens.For("1", key: "phone", accepts: 1000);
        var present = await server.LoginAsync(kind, token);
        for (var i = 1; i <= 100; i++)
        {
            var old = present;
            if (i % 2 == 0)
                old.Wire.Abort();
            present = await server.LoginAsync(kind, token);
            if (i % 2 == 1)
                await old.ExpectClosedAsync();
            await old.DisposeAsync();
            await Eventually.HoldsAsync(() => server.Numbers.Connections == 1, "the old connection is gone");
            Assert.Equal(1, (await server.ImKit.PushToConnectionsAsync([new ConnectionKey("phone")], AccessServer.Text(1000, $"key {i}"))).Sessions);
            Assert.Equal(1, (await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, $"user {i}"))).Sessions);
            Assert.Equal([$"key {i}", $"user {i}"], (await present.ExpectManyAsync(1000, 2)).Select(static frame => frame.Text));
        }

        await present.DisposeAsync();
        await Eventually.HoldsAsync(() => server.Numbers.Connections == 0, "the last connection is gone");
    }
}
