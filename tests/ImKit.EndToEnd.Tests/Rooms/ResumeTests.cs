using ImKit.Client;
using ImKit.Hosting;
using ImKit.Nodes;
using ImKit.Tests.Shared;

namespace ImKit.EndToEnd.Tests.Rooms;

/// <summary>Rooms with history over real sockets, with the client of this repository.</summary>
public sealed class ResumeTests
{
    [Theory]
    [InlineData("linux", "tcp")]
    [InlineData("linux", "ws")]
    [InlineData("dotnetty", "tcp")]
    [InlineData("dotnetty", "ws")]
    public async Task A_client_whose_connection_is_cut_again_and_again_is_told_each_push_once_and_in_order(string transport, string scheme)
    {
        await using var node = await RoomNode.StartAsync(transport);
        await using var relay = new Relay(Port(node, scheme));
        await using var anna = await RoomClient.JoinAsync(scheme, relay.Port);
        for (var i = 1; i <= 1000; i++)
        {
            await node.PushAsync(i);
            if (i % 100 != 50)
                continue;
            // In the middle of what is on its way.
            relay.Cut();
            await Until.HoldsAsync(() => anna.Client.Statistics.Logins > i / 100, "it came back");
        }

        await anna.HasAsync("1000");
        Assert.Equal(RoomClient.UpTo(1, 1000), anna.Told);
        Assert.Equal(Enumerable.Range(1, 1000).Select(static i => (long)i), anna.Seqs);
        Assert.Equal(0, anna.Client.Statistics.Failures);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_restart_is_told_as_a_reset_and_what_follows_is_complete(string scheme)
    {
        var first = await RoomNode.StartAsync("linux");
        await using var relay = new Relay(Port(first, scheme));
        await using var anna = await RoomClient.JoinAsync(scheme, relay.Port);
        for (var i = 1; i <= 10; i++)
            await first.PushAsync(i);
        await anna.HasAsync("10");
        await first.DisposeAsync();

        await using var second = await RoomNode.StartAsync("linux");
        relay.Turn(Port(second, scheme));
        relay.Cut();
        await anna.HasAsync("reset live://1");
        for (var i = 11; i <= 20; i++)
            await second.PushAsync(i);
        await anna.HasAsync("20");
        Assert.Equal([.. RoomClient.UpTo(1, 10), "reset live://1", .. RoomClient.UpTo(11, 20)], anna.Told);
    }

    [Fact]
    public async Task Another_node_is_told_as_a_reset_and_the_first_goes_on_where_it_was()
    {
        var cluster = new InProcessCluster(TimeProvider.System);
        var broker = new InProcessBroker();
        await using var one = await RoomNode.StartAsync("linux", "one", cluster, broker);
        await using var two = await RoomNode.StartAsync("linux", "two", cluster, broker);
        await using var relay = new Relay(one.TcpPort);
        await using var ben = await RoomClient.JoinAsync("tcp", one.TcpPort);
        await using var anna = await RoomClient.JoinAsync("tcp", relay.Port);
        for (var i = 1; i <= 5; i++)
            await two.PushAsync(i);
        await anna.HasAsync("5");

        relay.Turn(two.TcpPort);
        relay.Cut();
        await anna.HasAsync("reset live://1");
        for (var i = 6; i <= 10; i++)
            await one.PushAsync(i);
        await anna.HasAsync("10");
        await ben.HasAsync("10");
        Assert.Equal([.. RoomClient.UpTo(1, 5), "reset live://1", .. RoomClient.UpTo(6, 10)], anna.Told);
        Assert.Equal(RoomClient.UpTo(1, 10), ben.Told);
    }

    [Fact]
    public async Task What_is_no_longer_kept_is_told_as_a_reset()
    {
        await using var node = await RoomNode.StartAsync("linux", rule: new RoomHistory { Entries = 5 });
        await using var relay = new Relay(node.TcpPort);
        await using var ben = await RoomClient.JoinAsync("tcp", node.TcpPort);
        await using var anna = await RoomClient.JoinAsync("tcp", relay.Port);
        await node.PushAsync(1);
        await anna.HasAsync("1");
        // Nobody is there for a while.
        relay.Turn(1);
        relay.Cut();
        for (var i = 2; i <= 50; i++)
            await node.PushAsync(i);
        await ben.HasAsync("50");
        relay.Turn(node.TcpPort);
        await anna.HasAsync("reset live://1");
        await node.PushAsync(51);
        await anna.HasAsync("51");
        Assert.Equal(["1", "reset live://1", "51"], anna.Told);
    }

    private static int Port(RoomNode node, string scheme) => scheme == "tcp" ? node.TcpPort : node.WebSocketPort;
}
