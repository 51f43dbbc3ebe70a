using System.Collections.Concurrent;
using ImKit.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>Two servers over a Redis whose primary dies and whose replica is made the primary by sentinels.</summary>
public sealed class SentinelTests : IAsyncLifetime
{
    private static readonly RoomId s_room = new("live://1");
    private readonly ServiceProvider _stores = ClusterNode.NewStores();
    private RedisSentinels _redis = null!;
    private ClusterNode _one = null!;
    private ClusterNode _two = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisSentinels.StartAsync();
        _one = await StartAsync("one", 1);
        _two = await StartAsync("two", 2);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
        await _redis.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task When_the_primary_dies_clients_stay_and_every_message_that_was_acknowledged_arrives_once_and_in_order()
    {
        var ends = new ConcurrentQueue<ConnectionChange>();
        await using var anna = await ConnectAsync(_one, "anna", ends);
        await using var ben = await ConnectAsync(_two, "ben", ends);
        var got = new ConcurrentQueue<string>();
        ben.Applied += applied =>
        {
            foreach (var entry in applied.Entries)
                got.Enqueue(entry.Body.Text);
        };
        var sent = new List<Task<ClientAck>>();
        await SendAsync(anna, sent, 10);
        await Until.HoldsAsync(() => got.Count >= 10, "messages come while all is well");

        _redis.Primary.Kill();
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Degraded && await _two.HealthAsync() == HealthStatus.Degraded, "health names Redis");
        await SendAsync(anna, sent, 10);
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Healthy && await _two.HealthAsync() == HealthStatus.Healthy, "the replica has taken over");
        Assert.StartsWith("$", await _redis.Replica.CommandAsync("GET", "nothing"), StringComparison.Ordinal);
        Assert.Equal("+OK", await _redis.Replica.CommandAsync("SET", "probe", "1"));
        await SendAsync(anna, sent, 10);

        var acks = await Task.WhenAll(sent).WaitAsync(Until.Limit);
        Assert.Equal(Enumerable.Range(1, 30).Select(static seq => (long)seq), acks.Select(static ack => ack.Seq));
        await Until.HoldsAsync(() => got.Count >= 30, "every message has come");
        Assert.Equal(Enumerable.Range(0, 30).Select(static i => $"{i}"), got);
        Assert.Empty(ends);
    }

    [Fact]
    public async Task After_the_failover_nodes_sessions_rooms_and_counts_are_those_of_before_and_new_clients_come_in()
    {
        await using var here = await _one.LoginAsync("1", room: s_room.Value);
        await using var there = await _two.LoginAsync("2", room: s_room.Value);
        await Until.HoldsAsync(async () => (await _one.ImKit.CountRoomsAsync([s_room]))[0] == 2, "both members are counted");
        _redis.Primary.Kill();
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Degraded, "health names Redis");
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Healthy && await _two.HealthAsync() == HealthStatus.Healthy, "the replica has taken over");

        await Until.HoldsAsync(async () => await ReachesAsync(() => _one.ImKit.PushToUserAsync(new UserId("2"), ClusterNode.Text("user")), there), "a user on the other node is reached");
        await Until.HoldsAsync(async () => await ReachesAsync(() => _two.ImKit.PushToRoomAsync(s_room, ClusterNode.Text("room")), here), "a room is reached on the other node");
        await Until.HoldsAsync(
            async () => (await _two.ImKit.CountRoomsAsync([s_room]))[0] == 2 && (await _two.ImKit.CountOnlineAsync()).Connections == 2, "both are counted, once each");
        await using var late = await _two.LoginAsync("1", key: "late");
        await Until.HoldsAsync(async () => (await _one.ImKit.SessionsOfAsync(new UserId("1"))).Count == 2, "both sessions of the user are known");

        // The old primary comes back as a replica, with nothing of its own, and does no harm.
        await _redis.Primary.StartAgainAsync();
        await Until.HoldsAsync(async () => (await _redis.Primary.CommandAsync("SET", "probe", "1")).StartsWith("-READONLY", StringComparison.Ordinal), "it is a replica");
        await Until.HoldsAsync(async () => await _redis.Replica.CommandAsync("WAIT", "1", "100") == ":1", "it follows");
        await Until.HoldsAsync(async () => await ReachesAsync(() => _one.ImKit.PushToUserAsync(new UserId("2"), ClusterNode.Text("again")), there), "a user on the other node is reached as before");
        await Until.HoldsAsync(async () => (await _one.ImKit.SessionsOfAsync(new UserId("1"))).Count == 2, "both sessions of the user are known");
    }

    [Fact]
    public async Task A_login_that_the_replica_had_not_copied_is_known_again_after_the_failover()
    {
        await _redis.Replica.PauseAsync();
        await using var there = await _two.LoginAsync("7", room: s_room.Value);
        Assert.Single(await _one.ImKit.SessionsOfAsync(new UserId("7")));
        _redis.Primary.Kill();
        await _redis.Replica.ResumeAsync();
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Degraded, "health names Redis");
        await Until.HoldsAsync(async () => await _one.HealthAsync() == HealthStatus.Healthy && await _two.HealthAsync() == HealthStatus.Healthy, "the replica has taken over");
        await Until.HoldsAsync(async () => await ReachesAsync(() => _one.ImKit.PushToUserAsync(new UserId("7"), ClusterNode.Text("user")), there), "the user is reached");
        await Until.HoldsAsync(async () => await ReachesAsync(() => _one.ImKit.PushToRoomAsync(s_room, ClusterNode.Text("room")), there), "the room is reached");
        Assert.Single(await _one.ImKit.SessionsOfAsync(new UserId("7")));
    }

    private static async Task<bool> ReachesAsync(Func<ValueTask<PushReceipt>> push, ImKit.Testing.TestClient client)
    {
        await push();
        return (await client.CollectAsync(1000)).Count > 0;
    }

    private static async Task SendAsync(ImKitClient client, List<Task<ClientAck>> sent, int count)
    {
        for (var i = 0; i < count; i++)
            sent.Add(await client.EnqueueAsync(ClientMessage.ToPeer("ben", ClientBody.OfText($"{sent.Count}"))));
    }

    private Task<ClusterNode> StartAsync(string id, int number) => ClusterNode.StartAsync(
        _redis.Primary, id, number, _stores,
        // A push is a hint, and a busy machine loses some: heartbeats tell of what was missed.
        static options => (options.Node.Lease, options.Protocol.Heartbeat) = (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10)),
        options => (options.ConnectionString, options.Timeout) = (_redis.ConnectionString, TimeSpan.FromSeconds(2)));

    private static async Task<ImKitClient> ConnectAsync(ClusterNode node, string user, ConcurrentQueue<ConnectionChange> ends)
    {
        var options = new ImKitClientOptions { Token = (_, _) => new(ClientToken.OfText(ClusterNode.Token(user))) };
        options.Endpoints.Add(new Uri($"tcp://{node.Address}"));
        var client = new ImKitClient(options);
        client.ConnectionChanged += change =>
        {
            if (change.State is ClientConnectionState.Waiting or ClientConnectionState.Refused)
                ends.Enqueue(change);
        };
        await client.ConnectAsync(CancellationToken.None).WaitAsync(Until.Limit);
        return client;
    }
}
