namespace ImKit.Redis.Tests;

public sealed class RedisSessionDirectoryTests : SessionDirectorySpecification
{
    protected override async ValueTask<NodeHarness> CreateAsync() => new RedisNodeHarness(await RedisNode.OpenAsync(TestRedis.NewApplication()));
}

public sealed class RedisNodeRegistryTests : NodeRegistrySpecification
{
    protected override async ValueTask<NodeHarness> CreateAsync() => new RedisNodeHarness(await RedisNode.OpenAsync(TestRedis.NewApplication()));
}

public sealed class RedisRoomCountsTests : RoomCountsSpecification
{
    protected override async ValueTask<NodeHarness> CreateAsync() => new RedisNodeHarness(await RedisNode.OpenAsync(TestRedis.NewApplication()));
}

public sealed class RedisBanExchangeTests : BanExchangeSpecification
{
    protected override async ValueTask<BanExchangeHarness> CreateAsync() => new RedisBanHarness(await RedisNode.OpenAsync(TestRedis.NewApplication()));
}

public sealed class RedisPermitExchangeTests : PermitExchangeSpecification
{
    protected override async ValueTask<PermitExchangeHarness> CreateAsync() => new RedisPermitHarness(await RedisNode.OpenAsync(TestRedis.NewApplication()));
}

public sealed class RedisBrokerTests : RemoteBrokerSpecification
{
    protected override async ValueTask<BrokerHarness> CreateAsync() => new RedisBrokerHarness(await RedisServer.StartAsync());
}

public sealed class ComplianceTests
{
    [Fact]
    public void Every_specification_runs_whole() =>
        SpecificationCompliance.AssertComplete(typeof(ComplianceTests).Assembly, typeof(RedisOptions).Assembly, durable: true);
}
