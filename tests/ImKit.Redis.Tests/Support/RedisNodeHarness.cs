namespace ImKit.Redis.Tests.Support;

/// <summary>Directory and registry of an application of one test. Time passes by moving the ends of all leases towards now.</summary>
internal sealed class RedisNodeHarness(RedisNode node) : NodeHarness
{
    private const string Shift = """
        for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('ZINCRBY', KEYS[1], -tonumber(ARGV[1]), id) end
        return 1
        """;

    public override ISessionDirectory Directory => node.Directory;

    public override INodeRegistry Registry => node.Registry;

    public override async ValueTask AdvanceAsync(TimeSpan time) => await node.Connection.CallAsync(
        CallKind.Registry,
        redis => redis.ScriptEvaluateAsync(Shift, [node.Connection.Keys.Leases], [(long)time.TotalMilliseconds]),
        CancellationToken.None);

    public override ValueTask DisposeAsync() => node.DisposeAsync();
}
