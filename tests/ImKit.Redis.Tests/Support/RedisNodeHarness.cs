namespace ImKit.Redis.Tests.Support;

/// <summary>The seams of nodes of an application of one test. Time passes by moving the ends of all leases towards now.</summary>
internal sealed class RedisNodeHarness(RedisNode node) : NodeHarness
{
    private const string ShiftLeases = """
        for _, id in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('ZINCRBY', KEYS[1], -tonumber(ARGV[1]), id) end
        return 1
        """;

    private const string ShiftEnd = """
        local left = redis.call('PTTL', KEYS[1])
        if left >= 0 then redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.max(0, left - tonumber(ARGV[1])))) end
        return 1
        """;

    private readonly CountedRooms _counts = new(node.Counts);

    public override ISessionDirectory Directory => node.Directory;

    public override INodeRegistry Registry => node.Registry;

    public override IRoomCounts Counts => _counts;

    public override async ValueTask AdvanceAsync(TimeSpan time)
    {
        await ShiftAsync(ShiftLeases, node.Connection.Keys.Leases, time);
        // What was read before is older now.
        node.Live.Forget();
        foreach (var (reporter, boot, tenant) in _counts.Reporters)
            await ShiftAsync(ShiftEnd, node.Connection.Keys.Counts(RedisKeys.Owner(reporter, boot), tenant), time);
    }

    private async Task ShiftAsync(string script, StackExchange.Redis.RedisKey key, TimeSpan time) => await node.Connection.CallAsync(
        CallKind.Registry, redis => redis.ScriptEvaluateAsync(script, [key], [(long)time.TotalMilliseconds]), CancellationToken.None);

    public override ValueTask DisposeAsync() => node.DisposeAsync();
}

/// <summary>Notes who has reported, so that time can pass for the reports.</summary>
internal sealed class CountedRooms(IRoomCounts counts) : IRoomCounts
{
    public HashSet<(NodeId Node, long Boot, TenantId Tenant)> Reporters { get; } = [];

    public ValueTask<bool> ReportAsync(
        NodeId node, long boot, TenantId tenant, IReadOnlyList<RoomCount> rooms, bool whole, TimeSpan lease, CancellationToken cancel)
    {
        Reporters.Add((node, boot, tenant));
        return counts.ReportAsync(node, boot, tenant, rooms, whole, lease, cancel);
    }

    public ValueTask<IReadOnlyList<int>> CountAsync(TenantId tenant, IReadOnlyList<RoomId> rooms, NodeId except, CancellationToken cancel) =>
        counts.CountAsync(tenant, rooms, except, cancel);

    public ValueTask<IReadOnlyList<RoomCount>> TopAsync(TenantId tenant, string prefix, int limit, NodeId except, CancellationToken cancel) =>
        counts.TopAsync(tenant, prefix, limit, except, cancel);
}
