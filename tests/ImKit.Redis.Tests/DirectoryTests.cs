namespace ImKit.Redis.Tests;

/// <summary>What many logins and a dead node leave in Redis.</summary>
public sealed class DirectoryTests : IAsyncLifetime
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private RedisServer _server = null!;
    private RedisNode _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _node = await RedisNode.OpenAsync("directory", _server);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_that_come_go_replace_each_other_and_change_their_user_leave_nothing()
    {
        var node = await JoinAsync("node");
        var last = new SessionRecord[10];
        for (var i = 0; i < 100; i++)
        {
            last[i % 10] = Session(node, $"user-{i % 7}", $"key-{i % 10}", i);
            await _node.Directory.RegisterAsync(last[i % 10], new SessionLimits(3, 0, false), Cancel);
        }

        foreach (var session in last)
            await _node.Directory.UnregisterAsync(session, Cancel);
        await _node.Registry.LeaveAsync(node, Cancel);
        Assert.Equal(":0", await _server.CommandAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_renewal_of_another_removes_what_a_dead_node_has_left_and_nothing_of_the_living()
    {
        var (dead, alive) = (await JoinAsync("dead"), await JoinAsync("alive"));
        for (var i = 0; i < 600; i++)
        {
            await _node.Directory.RegisterAsync(Session(dead, $"user-{i}", $"dead-{i}", i), default, Cancel);
            await _node.Directory.SetRoomInterestAsync(default, new RoomId($"room-{i}"), dead.Id, true, Cancel);
        }

        var kept = Session(alive, "user-1", "alive", 1);
        await _node.Directory.RegisterAsync(kept, default, Cancel);
        await _server.CommandAsync("ZADD", "imkit:directory:{nodes}:leases", "1", "dead");
        // Leases, boots, descriptions; the living node's list, its user and its key.
        await Until.HoldsAsync(
            async () => await _node.Registry.RenewAsync(alive, s_lease, Cancel) && await _server.CommandAsync("DBSIZE") == ":6", "what the dead node has left is removed");
        Assert.Equal([kept], await _node.Directory.FindByUserAsync(default, kept.User, Cancel));
        Assert.Equal(kept, await _node.Directory.FindByKeyAsync(default, kept.Key, Cancel));
    }

    [Fact]
    public async Task Logins_under_one_key_by_many_users_at_once_leave_one_that_every_look_up_finds()
    {
        var node = await JoinAsync("node");
        for (var round = 0; round < 100; round++)
        {
            var sessions = Enumerable.Range(0, 12).Select(i => Session(node, $"user-{i % 3}", "key", (round * 12) + i)).ToArray();
            var gone = (await Task.WhenAll(sessions.Select(async session => await _node.Directory.RegisterAsync(session, default, Cancel)))).SelectMany(static one => one.Replaced);
            var found = await _node.Directory.FindByUsersAsync(default, [.. Enumerable.Range(0, 3).Select(static i => new UserId($"user-{i}"))], Cancel);
            var holder = Assert.Single(found.SelectMany(static one => one));
            Assert.Equal(holder, await _node.Directory.FindByKeyAsync(default, holder.Key, Cancel));
            Assert.DoesNotContain(holder, gone);
        }
    }

    private async Task<NodeInfo> JoinAsync(string id)
    {
        var node = new NodeInfo { Id = new NodeId(id), BootId = 1 };
        await _node.Registry.JoinAsync(node, s_lease, Cancel);
        return node;
    }

    private static SessionRecord Session(NodeInfo node, string user, string key, long id) => new()
    {
        Tenant = default, User = new UserId(user), Key = new ConnectionKey(key), Node = node.Id, BootId = node.BootId, SessionId = id,
    };
}
