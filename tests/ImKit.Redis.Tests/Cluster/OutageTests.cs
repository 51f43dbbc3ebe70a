using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>What two servers do while Redis is away, and when it comes back with nothing.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly RoomId s_room = new("live://1");
    private readonly ServiceProvider _stores = ClusterNode.NewStores();
    private RedisServer _redis = null!;
    private ClusterNode _one = null!;
    private ClusterNode _two = null!;

    private static readonly Action<ImKitOptions> Lease = static options => options.Node.Lease = TimeSpan.FromSeconds(6);
    private static readonly Action<RedisOptions> Patience = static options => options.Timeout = TimeSpan.FromSeconds(4);

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _one = await ClusterNode.StartAsync(_redis, "one", 1, _stores, Lease, Patience);
        _two = await ClusterNode.StartAsync(_redis, "two", 2, _stores, Lease, Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
        await _redis.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task While_Redis_is_away_clients_of_a_node_reach_each_other_and_after_its_return_those_of_other_nodes_too()
    {
        await using var here = await _one.LoginAsync("1", room: s_room.Value);
        await using var there = await _two.LoginAsync("2", room: s_room.Value);
        await BothHearAsync(here, there, "before");

        _redis.Kill();
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Degraded, "health names Redis");
        await _one.ImKit.PushToRoomAsync(s_room, ClusterNode.Text("room, alone"));
        await _one.ImKit.PushToUserAsync(new UserId("1"), ClusterNode.Text("user, alone"));
        await HearAsync(here, "room, alone");
        await HearAsync(here, "user, alone");
        await using (var late = await _one.ConnectAsync())
        {
            await late.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(ClusterNode.Token("3")));
            Assert.Equal(CloseReason.Busy.Code, (await late.ExpectDisconnectAsync()).Code);
        }

        await _redis.StartAgainAsync();
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Healthy, "health is good again");
        await BothHearAsync(here, there, "after");
        await Until.HoldsAsync(async () => await HeardAsync(there, () => _one.ImKit.PushToUserAsync(new UserId("2"), ClusterNode.Text("by user"))), "the other node's user is found");
        await Until.HoldsAsync(async () => (await _one.ImKit.CountOnlineAsync()).Connections == 2, "both connections are counted");
        await using var again = await _one.LoginAsync("3");
    }

    [Fact]
    public async Task A_Redis_that_stands_still_holds_nobody_up()
    {
        await using var here = await _one.LoginAsync("1", room: s_room.Value);
        await _redis.PauseAsync();
        try
        {
            // Each waits for the time-out of a call at most, and no longer once the node knows.
            await _one.ImKit.PushToRoomAsync(s_room, ClusterNode.Text("alone")).AsTask().WaitAsync(Until.Limit);
            await HearAsync(here, "alone");
            await using var late = await _one.ConnectAsync();
            await late.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(ClusterNode.Token("3")));
            Assert.Equal(CloseReason.Busy.Code, (await late.ExpectDisconnectAsync()).Code);
            Assert.Equal(HealthStatus.Degraded, await _one.HealthAsync());
        }
        finally
        {
            await _redis.ResumeAsync();
        }

        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Healthy, "health is good again");
        await Until.HoldsAsync(async () => await HeardAsync(here, () => _two.ImKit.PushToUserAsync(new UserId("1"), ClusterNode.Text("from two"))), "two reaches one again");
    }

    private async Task BothHearAsync(TestClient here, TestClient there, string text)
    {
        await Until.HoldsAsync(async () => await HeardAsync(there, () => _one.ImKit.PushToRoomAsync(s_room, ClusterNode.Text(text))), $"the other node's member hears '{text}'");
        await Until.HoldsAsync(async () => await HeardAsync(here, () => _two.ImKit.PushToRoomAsync(s_room, ClusterNode.Text(text))), $"this node's member hears '{text}'");
    }

    /// <summary>Waits for a text; what else comes, such as an earlier push that was on its way, is passed over.</summary>
    private static async Task HearAsync(TestClient client, string text) => await client.ExpectAsync(frame => frame.Operation == 1000 && frame.Text == text, text);

    /// <summary>Whether a push to a client of the other node has come by the time of its next heartbeat, or an earlier one has.</summary>
    private static async Task<bool> HeardAsync(TestClient client, Func<ValueTask<PushReceipt>> push)
    {
        await push();
        return (await client.CollectAsync(1000)).Count > 0;
    }
}
