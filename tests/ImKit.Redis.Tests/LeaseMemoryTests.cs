namespace ImKit.Redis.Tests;

/// <summary>Look-ups that remember the nodes' leases find what they would find otherwise.</summary>
public sealed class LeaseMemoryTests : IAsyncLifetime
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(5);
    private static readonly UserId s_user = new("ann");
    private readonly string _application = TestRedis.NewApplication();
    private RedisNode _writer = null!;
    private RedisNode _reader = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _writer = await RedisNode.OpenAsync(_application);
        _reader = await RedisNode.OpenAsync(_application, configure: static options => options.LeaseMemory = TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _writer.DisposeAsync();
    }

    [Fact]
    public async Task A_session_that_moves_from_start_to_start_of_nodes_is_found_by_every_look_up_that_begins_after_its_registration()
    {
        for (var boot = 1; boot <= 300; boot++)
        {
            var session = await RegisterAsync(await JoinAsync($"node-{boot % 3}", boot), "phone");
            Assert.Equal([session], await FindAsync(_reader));
            Assert.Equal(session, await _reader.Directory.FindByKeyAsync(default, session.Key, Cancel));
            Assert.Equal([session], (await _reader.Directory.FindByUsersAsync(default, [s_user], Cancel))[0]);
        }
    }

    [Fact]
    public async Task While_sessions_and_nodes_come_none_is_missed()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async lane =>
        {
            var user = new UserId($"user-{lane}");
            for (var boot = 1; boot <= 50; boot++)
            {
                var session = await RegisterAsync(await JoinAsync($"lane-{lane}", boot), $"key-{lane}", user);
                Assert.Contains(session, await _reader.Directory.FindByUserAsync(default, user, Cancel));
            }
        }));
    }

    [Fact]
    public async Task A_room_is_found_on_a_node_that_has_just_joined()
    {
        var room = new RoomId("live://1");
        for (var n = 0; n < 20; n++)
        {
            var node = await JoinAsync($"node-{n}", 1);
            await _writer.Directory.SetRoomInterestAsync(default, room, node.Id, true, Cancel);
            Assert.Equal(n + 1, (await _reader.Directory.FindRoomNodesAsync(default, room, Cancel)).Count);
        }
    }

    [Fact]
    public async Task Leases_that_were_read_are_not_asked_for_again_and_end_when_they_were_to_end()
    {
        var node = await JoinAsync("node", 1, TimeSpan.FromSeconds(3));
        var session = await RegisterAsync(node, "phone");
        Assert.Equal([session], await FindAsync(_reader));
        await _writer.Connection.CallAsync(CallKind.Registry, redis => redis.KeyDeleteAsync(_writer.Connection.Keys.Leases), Cancel);
        _writer.Live.Forget();
        Assert.Empty(await FindAsync(_writer));
        Assert.Equal([session], await FindAsync(_reader));
        await Until.HoldsAsync(async () => (await FindAsync(_reader)).Count == 0, "the lease has ended for who remembers it");
    }

    private async Task<NodeInfo> JoinAsync(string id, long boot, TimeSpan? lease = null)
    {
        var node = new NodeInfo { Id = new NodeId(id), BootId = boot };
        await _writer.Registry.JoinAsync(node, lease ?? s_lease, Cancel);
        return node;
    }

    private async Task<SessionRecord> RegisterAsync(NodeInfo node, string key, UserId? user = null)
    {
        var session = new SessionRecord
        {
            Tenant = default, User = user ?? s_user, Key = new ConnectionKey(key), Node = node.Id, BootId = node.BootId, SessionId = node.BootId,
        };
        Assert.True((await _writer.Directory.RegisterAsync(session, default, Cancel)).Accepted);
        return session;
    }

    private static async Task<IReadOnlyList<SessionRecord>> FindAsync(RedisNode node) => await node.Directory.FindByUserAsync(default, s_user, Cancel);
}
