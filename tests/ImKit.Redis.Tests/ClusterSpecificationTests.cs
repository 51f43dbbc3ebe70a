namespace ImKit.Redis.Tests;

/// <summary>The same on a Redis Cluster, which refuses scripts whose keys lie in several slots.</summary>
public sealed class ClusterSessionDirectoryTests(ClusterRedis cluster) : SessionDirectorySpecification, IClassFixture<ClusterRedis>
{
    protected override ValueTask<NodeHarness> CreateAsync() => cluster.CreateAsync();
}

public sealed class ClusterNodeRegistryTests(ClusterRedis cluster) : NodeRegistrySpecification, IClassFixture<ClusterRedis>
{
    protected override ValueTask<NodeHarness> CreateAsync() => cluster.CreateAsync();
}

public sealed class ClusterRoomCountsTests(ClusterRedis cluster) : RoomCountsSpecification, IClassFixture<ClusterRedis>
{
    protected override ValueTask<NodeHarness> CreateAsync() => cluster.CreateAsync();
}

public sealed class ClusterBanExchangeTests(ClusterRedis cluster) : BanExchangeSpecification, IClassFixture<ClusterRedis>
{
    protected override async ValueTask<BanExchangeHarness> CreateAsync() => new RedisBanHarness(await cluster.OpenAsync());
}

public sealed class ClusterPermitExchangeTests(ClusterRedis cluster) : PermitExchangeSpecification, IClassFixture<ClusterRedis>
{
    protected override async ValueTask<PermitExchangeHarness> CreateAsync() => new RedisPermitHarness(await cluster.OpenAsync());
}

public sealed class ClusterBrokerTests : RemoteBrokerSpecification
{
    protected override async ValueTask<BrokerHarness> CreateAsync() => new RedisBrokerHarness(await RedisServer.StartClusterAsync());
}

/// <summary>A cluster for the tests of one class.</summary>
public sealed class ClusterRedis : IAsyncLifetime
{
    private RedisServer? _server;

    public async ValueTask InitializeAsync() => _server = await RedisServer.StartClusterAsync();

    public async ValueTask DisposeAsync() => await _server!.DisposeAsync();

    internal async ValueTask<NodeHarness> CreateAsync() => new RedisNodeHarness(await OpenAsync());

    internal Task<RedisNode> OpenAsync() => RedisNode.OpenAsync(TestRedis.NewApplication(), _server);
}
