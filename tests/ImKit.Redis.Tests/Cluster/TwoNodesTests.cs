using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>Two servers with real sockets over one Redis.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly ServiceProvider _stores = ClusterNode.NewStores();
    private RedisServer _redis = null!;
    private ClusterNode _one = null!;
    private ClusterNode _two = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _one = await ClusterNode.StartAsync(_redis, "one", 1, _stores);
        _two = await ClusterNode.StartAsync(_redis, "two", 2, _stores);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
        await _redis.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task A_push_to_a_user_reaches_the_sessions_on_both_nodes()
    {
        await using var here = await _one.LoginAsync("7");
        await using var there = await _two.LoginAsync("7");
        Assert.Equal(new PushReceipt(2, 2), await _one.ImKit.PushToUserAsync(new UserId("7"), ClusterNode.Text("hello")));
        Assert.Equal("hello", (await here.ExpectAsync(1000)).Text);
        Assert.Equal("hello", (await there.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task Pushes_to_a_room_reach_members_on_both_nodes_in_their_order()
    {
        await using var here = await _one.LoginAsync("1", room: "live://1");
        await using var there = await _two.LoginAsync("2", room: "live://1");
        for (var i = 0; i < 300; i++)
            await _one.ImKit.PushToRoomAsync(new RoomId("live://1"), ClusterNode.Text($"{i}"));
        foreach (var client in new[] { here, there })
            Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), (await client.ExpectManyAsync(1000, 300)).Select(frame => frame.Text));
    }

    [Fact]
    public async Task A_kick_and_a_later_login_under_the_key_reach_the_other_node()
    {
        await using var first = await _one.LoginAsync("9", key: "phone");
        await using var second = await _two.LoginAsync("9", key: "phone");
        Assert.Equal(CloseReason.Replaced.Code, (await first.ExpectDisconnectAsync()).Code);
        Assert.Equal(1, await _one.ImKit.KickUserAsync(new UserId("9"), CloseReason.Kicked));
        Assert.Equal(CloseReason.Kicked.Code, (await second.ExpectDisconnectAsync()).Code);
        await Until.HoldsAsync(async () => (await _one.ImKit.SessionsOfAsync(new UserId("9"))).Count == 0, "no session is left");
    }

    [Fact]
    public async Task A_push_to_all_and_the_count_of_all_see_both_nodes()
    {
        await using var here = await _one.LoginAsync("1");
        await using var there = await _two.LoginAsync("2");
        Assert.Equal(2, (await _two.ImKit.PushToAllAsync(ClusterNode.Text("all"))).Nodes);
        Assert.Equal("all", (await here.ExpectAsync(1000)).Text);
        Assert.Equal("all", (await there.ExpectAsync(1000)).Text);
        await Until.HoldsAsync(async () => (await _one.ImKit.CountOnlineAsync()).Connections == 2, "both connections are counted");
    }

    [Fact]
    public async Task A_node_that_dies_takes_its_sessions_its_rooms_and_its_counts_along_and_leaves_nothing()
    {
        await using var gone = await _two.LoginAsync("5", key: "gone", room: "live://5");
        await using var left = await _one.LoginAsync("5", key: "left");
        await Until.HoldsAsync(async () => (await _one.ImKit.CountOnlineAsync()).Connections == 2, "both connections are counted");
        await _two.DieAsync();
        await _redis.CommandAsync("ZADD", "imkit:cluster:{nodes}:leases", "1", "two");

        await Until.HoldsAsync(async () => (await _one.ImKit.SessionsOfAsync(new UserId("5"))).Select(session => session.Key).SequenceEqual([new ConnectionKey("left")]), "its session is found no more");
        Assert.Equal(1, (await _one.ImKit.PushToRoomAsync(new RoomId("live://5"), ClusterNode.Text("nobody"))).Nodes);
        Assert.Equal(1, (await _one.ImKit.CountOnlineAsync()).Connections);
        Assert.False(await _one.ImKit.KickConnectionAsync(new ConnectionKey("gone"), CloseReason.Kicked));
        await Until.HoldsAsync(async () => await _redis.CommandAsync("EXISTS", "imkit:cluster:k:{:gone}", "imkit:cluster:r:{:live%3A%2F%2F5}") == ":0", "the routes are removed");
        Assert.Equal(":1", await _redis.CommandAsync("HLEN", "imkit:cluster:u:{:5}"));
    }
}
