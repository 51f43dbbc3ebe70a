using System.Diagnostics.Metrics;
using System.Globalization;
using ImKit.Diagnostics;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>One user with connections to two nodes. Permits come back so seldom here that no test sees it.</summary>
public sealed class SharedRatesTests : IAsyncLifetime
{
    private const int Burst = 64;

    // A sixteenth of the burst is told, and less is not.
    private const int Worth = 4;
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
    public async Task Two_nodes_together_give_one_burst()
    {
        await using var here = await LoginAsync(_one, "9");
        await using var there = await LoginAsync(_two, "9");
        await using var other = await LoginAsync(_two, "8");
        using var lowered = Lowered(_two);
        Assert.Equal(40, await AllowedAsync(here, 40));
        await ToldAsync(40);
        // As much as is worth a word: then the other node asks, and learns what is left.
        Assert.Equal(Worth, await AllowedAsync(there, Worth));
        await Until.HoldsAsync(() => lowered.GetMeasurementSnapshot().Count > 0, "the other node has learnt of it");
        Assert.InRange(40 + Worth + await AllowedAsync(there, 30), Burst, Burst + Worth - 1);
        Assert.Equal(Burst, await AllowedAsync(other, Burst + 1));
    }

    [Fact]
    public async Task Who_overdrew_gets_nothing_from_either_node()
    {
        await using var here = await LoginAsync(_one, "9");
        await using var there = await LoginAsync(_two, "9");
        using var lowered = Lowered(_two);
        Assert.Equal(60, await AllowedAsync(here, 60));
        await ToldAsync(60);
        // All at once, faster than anybody can be told: no node gives more than its burst.
        Assert.InRange(await AllowedAsync(there, 2 * Burst), Worth, Burst);
        await Until.HoldsAsync(() => lowered.GetMeasurementSnapshot().Count > 0, "the other node has learnt of it");
        Assert.Equal(0, await AllowedAsync(there, 5));
    }

    [Fact]
    public async Task While_Redis_is_away_each_node_gives_its_own_burst_and_nobody_waits()
    {
        await using var here = await LoginAsync(_one, "9");
        await using var there = await LoginAsync(_two, "9");
        using var failed = new MetricCollector<long>(_one.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.FailedPermitExchanges);
        _redis.Kill();
        Assert.Equal(Burst, await AllowedAsync(here, Burst + 5));
        Assert.Equal(Burst, await AllowedAsync(there, Burst + 5));
        await Until.HoldsAsync(() => failed.GetMeasurementSnapshot().Count > 0, "it is counted that nobody could be told");
        Assert.Equal(0, await AllowedAsync(here, 5));
    }

    private static readonly Action<RedisOptions> Patience = static options => options.Timeout = TimeSpan.FromSeconds(3);

    private static void Settings(ImKitOptions options)
    {
        options.Rates.RefusalsBeforeBan = 0;
        options.Rates.Rules.Add(new RateRule("paced") { Operations = [Operations.Sync], Permits = 1, Burst = Burst, Period = TimeSpan.FromDays(1) });
    }

    /// <summary>Redis knows of nearly all that somebody has taken: a permit is a day until the bucket is full.</summary>
    private Task ToldAsync(int taken) => Until.HoldsAsync(
        async () => long.Parse((await _redis.CommandAsync("PTTL", "imkit:cluster:p:{paced}:%7C9"))[1..], CultureInfo.InvariantCulture) > TimeSpan.FromDays(taken - Worth).TotalMilliseconds, "Redis was told");

    private static async Task<TestClient> LoginAsync(ClusterNode node, string user)
    {
        var client = await node.ConnectAsync();
        await client.LoginAsync(ClusterNode.Token(user), version: 2);
        return client;
    }

    private static MetricCollector<long> Lowered(ClusterNode node) =>
        new(node.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.LoweredPermits);

    /// <summary>How many of some requests are within the rate.</summary>
    private static async Task<int> AllowedAsync(TestClient client, int requests)
    {
        var allowed = 0;
        for (var i = 0; i < requests; i++)
        {
            await client.SendAsync(Operations.Sync);
            if ((await client.ExpectAsync(static frame => frame.Operation is Operations.SyncReply or Operations.Error, "an answer")).Operation == Operations.SyncReply)
                allowed++;
        }

        return allowed;
    }
}
