namespace ImKit.GoimDefects.Tests;

/// <summary>goim: the client is told that it is logged in before its route is there; what is pushed in between is lost.</summary>
public sealed class Defect09_The_login_is_answered_before_the_client_can_be_reached
{
    private static readonly UserId User = new("1");

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

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task Over_real_sockets_a_push_made_at_the_moment_of_the_answer_arrives(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        for (var i = 0; i < 200; i++)
        {
            await using var client = await server.LoginAsync(kind, Tokens.For("1", key: "phone", room: "live://1", accepts: 1000));
            await server.ImKit.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "to the room"));
            Assert.Equal(1, (await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, "to the user"))).Sessions);
            Assert.Equal(1, (await server.ImKit.PushToConnectionsAsync([new ConnectionKey("phone")], AccessServer.Text(1000, "to the key"))).Sessions);
            var texts = (await client.ExpectManyAsync(1000, 3)).Select(static frame => frame.Text);
            Assert.Equal(["to the key", "to the room", "to the user"], texts.Order());
        }
    }
}
