using ImKit.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Storage.Tests.InMemory;

public sealed class InProcessSessionDirectoryTests : SessionDirectorySpecification
{
    protected override ValueTask<NodeHarness> CreateAsync() => new(new InProcessHarness());

    [Fact]
    public async Task Finding_a_users_sessions_allocates_nothing()
    {
        var node = await Join();
        var session = new SessionRecord
        {
            Tenant = default, User = new UserId("ann"), Key = new ConnectionKey("key"), Node = node.Id, BootId = node.BootId, SessionId = 1,
        };
        await Register(session);
        var found = 0;
        for (var i = 0; i < 100; i++)
            found += Find();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            found += Find();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1100, found);
        Assert.Equal(0, allocated);

        int Find()
        {
            var answer = Directory.FindByUserAsync(session.Tenant, session.User, Cancel);
            Assert.True(answer.IsCompletedSuccessfully);
            return answer.GetAwaiter().GetResult().Count;
        }
    }

    private async Task<NodeInfo> Join()
    {
        var node = new NodeInfo { Id = new NodeId("n-1"), BootId = 1 };
        await Registry.JoinAsync(node, TimeSpan.FromMinutes(1), Cancel);
        return node;
    }
}

public sealed class InProcessNodeRegistryTests : NodeRegistrySpecification
{
    protected override ValueTask<NodeHarness> CreateAsync() => new(new InProcessHarness());
}

public sealed class InProcessRoomCountsTests : RoomCountsSpecification
{
    protected override ValueTask<NodeHarness> CreateAsync() => new(new InProcessHarness());
}

public sealed class InProcessBansTests : BanExchangeSpecification
{
    protected override ValueTask<BanExchangeHarness> CreateAsync() => new(new InProcessBansHarness());
}

internal sealed class InProcessBansHarness : BanExchangeHarness
{
    private readonly FakeTimeProvider _time = new();

    public InProcessBansHarness() => Exchange = new InProcessBans(_time);

    public override IBanExchange Exchange { get; }

    public override ValueTask AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    public override ValueTask DisposeAsync() => default;
}

public sealed class InProcessPermitsTests : PermitExchangeSpecification
{
    protected override ValueTask<PermitExchangeHarness> CreateAsync() => new(new InProcessPermitsHarness());
}

internal sealed class InProcessPermitsHarness : PermitExchangeHarness
{
    private readonly FakeTimeProvider _time = new();

    public InProcessPermitsHarness() => Exchange = new InProcessPermits(_time, static () => 2);

    public override IPermitExchange Exchange { get; }

    public override ValueTask AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    public override ValueTask DisposeAsync() => default;
}

internal sealed class InProcessHarness : NodeHarness
{
    private readonly FakeTimeProvider _time = new();

    public InProcessHarness()
    {
        var cluster = new InProcessCluster(_time);
        Directory = new InProcessSessionDirectory(cluster);
        Registry = new InProcessNodeRegistry(cluster);
        Counts = new InProcessRoomCounts(cluster);
    }

    public override ISessionDirectory Directory { get; }

    public override INodeRegistry Registry { get; }

    public override IRoomCounts Counts { get; }

    public override ValueTask AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    public override ValueTask DisposeAsync() => default;
}
