using System.Text;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>What every node says about the whole cluster: how many are in rooms, and who is locked out.</summary>
public sealed class SharedCountsTests : IAsyncLifetime
{
    private static readonly RoomId s_shared = new("live://shared");
    private static readonly RoomId s_there = new("live://there");
    private readonly ServiceProvider _stores = ClusterNode.NewStores();
    private RedisServer _redis = null!;
    private ClusterNode _one = null!;
    private ClusterNode _two = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _one = await ClusterNode.StartAsync(_redis, "one", 1, _stores, Settings, Patience);
        _two = await ClusterNode.StartAsync(_redis, "two", 2, _stores, Settings, Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
        await _redis.DisposeAsync();
        await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Each_node_counts_the_rooms_of_all_and_a_dead_ones_members_are_gone_when_its_lease_is()
    {
        await using var here = await _one.LoginAsync("1", room: s_shared.Value);
        await using var there = await _two.LoginAsync("2", room: s_shared.Value);
        await using var alone = await _two.LoginAsync("3", room: s_there.Value);
        foreach (var node in new[] { _one, _two })
        {
            await Until.HoldsAsync(async () => (await CountAsync(node)).SequenceEqual([2, 1]), "both nodes count both rooms");
            Assert.Equal([new RoomCount(s_shared, 2), new RoomCount(s_there, 1)], await node.ImKit.TopRoomsAsync("live://", 10));
            Assert.Equal([new RoomCount(s_shared, 2)], await node.ImKit.TopRoomsAsync("live://", 1));
        }

        Assert.Equal((1, 0), (_one.ImKit.CountRoom(s_shared), _one.ImKit.CountRoom(s_there)));
        await _two.DieAsync();
        await Until.HoldsAsync(async () => (await CountAsync(_one)).SequenceEqual([1, 0]), "the dead node's members are counted no more");
        Assert.Equal([new RoomCount(s_shared, 1)], await _one.ImKit.TopRoomsAsync("", 10));
        await Until.HoldsAsync(async () => (await _redis.CommandAsync("KEYS", "imkit:cluster:c:{two*")) == "*0", "its report has ended by itself");
    }

    [Fact]
    public async Task Counts_are_right_again_after_Redis_came_back_with_nothing()
    {
        await using var here = await _one.LoginAsync("1", room: s_shared.Value);
        await using var there = await _two.LoginAsync("2", room: s_shared.Value);
        await Until.HoldsAsync(async () => (await CountAsync(_one))[0] == 2, "both members are counted");
        _redis.Kill();
        await Until.HoldsAsync(async () => await FailsAsync(() => CountAsync(_one)), "counts fail");
        Assert.Equal(1, _one.ImKit.CountRoom(s_shared));
        await _redis.StartAgainAsync();
        await Until.HoldsAsync(async () => !await FailsAsync(() => CountAsync(_one)) && (await CountAsync(_one))[0] == 2, "both members are counted again");
    }

    [Fact]
    public async Task Who_is_banned_on_one_node_is_locked_out_of_the_other_and_for_longer_the_next_time()
    {
        await using (var flood = await _one.LoginAsync("9"))
            await FloodAsync(flood, TimeSpan.FromSeconds(3));
        await Until.HoldsAsync(() => RefusedAsync(_two, "9"), "the other node refuses the login");
        await using var other = await _two.LoginAsync("8");
        await Until.HoldsAsync(async () => !await RefusedAsync(_two, "9"), "the ban ends there, too");
        await using (var flood = await _two.LoginAsync("9"))
            await FloodAsync(flood, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task While_Redis_is_away_each_node_bans_by_itself_and_tells_when_it_is_back()
    {
        await using var flood = await _one.LoginAsync("9");
        await using var others = await _two.LoginAsync("9");
        _redis.Kill();
        await Until.HoldsAsync(async () => await FailsAsync(() => CountAsync(_one)), "Redis is known to be away");
        await FloodAsync(flood, TimeSpan.FromSeconds(3));
        await _redis.StartAgainAsync();
        await Until.HoldsAsync(() => RefusedAsync(_two, "9"), "the other node has learnt of it");
    }

    private static void Settings(ImKitOptions options)
    {
        options.Node.Lease = TimeSpan.FromSeconds(6);
        options.Rates.Rules.Add(new RateRule("flood") { Operations = [Flood], Permits = 1, Burst = 1, Period = TimeSpan.FromMinutes(1) });
        (options.Rates.RefusalsBeforeBan, options.Rates.FirstBan) = (5, TimeSpan.FromSeconds(3));
    }

    private const int Flood = 1005;

    private static readonly Action<RedisOptions> Patience = static options => options.Timeout = TimeSpan.FromSeconds(3);

    private static async Task<IReadOnlyList<int>> CountAsync(ClusterNode node) => await node.ImKit.CountRoomsAsync([s_shared, s_there]);

    private static async Task FloodAsync(TestClient client, TimeSpan ban)
    {
        for (var i = 0; i < 6; i++)
            await client.SendAsync(Flood);
        var notice = await client.ExpectDisconnectAsync();
        Assert.Equal((CloseReason.RateExceeded.Code, (int)ban.TotalMilliseconds), (notice.Code, notice.RetryAfterMs));
    }

    private static async Task<bool> RefusedAsync(ClusterNode node, string user)
    {
        await using var client = await node.ConnectAsync();
        await client.SendAsync(Operations.Login, Encoding.UTF8.GetBytes(ClusterNode.Token(user)));
        var answer = await client.ExpectAsync(static frame => frame.Operation is Operations.LoginReply or Operations.Disconnect, "an answer to the login");
        return answer.Operation == Operations.Disconnect && answer.Text.Contains($"\"code\":{CloseReason.RateExceeded.Code}", StringComparison.Ordinal);
    }

    private static async Task<bool> FailsAsync<T>(Func<Task<T>> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (StorageException)
        {
            return true;
        }
    }
}
