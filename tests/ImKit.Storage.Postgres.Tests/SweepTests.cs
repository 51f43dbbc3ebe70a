using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Tests;

/// <summary>What a node leaves that never comes back.</summary>
public sealed class SweepTests : IAsyncDisposable
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private readonly string _schema = TestDatabase.NewSchema();
    private readonly PostgresStores _stores;

    public SweepTests() => _stores = new PostgresStores(schema: _schema);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task A_renewal_removes_what_a_dead_node_has_left_and_nothing_of_the_living()
    {
        var (dead, alive) = (await JoinAsync("dead"), await JoinAsync("alive"));
        foreach (var node in new[] { dead, alive })
        {
            await _stores.Directory.RegisterAsync(Session(node, $"key-{node.Id}"), default, Cancel);
            await _stores.Directory.SetRoomInterestAsync(default, new RoomId("live://1"), node.Id, true, Cancel);
        }

        await ExecuteAsync($"UPDATE {_schema}.nodes SET lease_until = clock_timestamp() WHERE id = 'dead'");
        Assert.True(await _stores.Registry.RenewAsync(alive, s_lease, Cancel));
        foreach (var table in new[] { "nodes", "sessions", "interests" })
            Assert.Equal((table, 1L), (table, await ExecuteAsync($"SELECT count(*) FROM {_schema}.{table}")));
        Assert.Equal([alive.Id], await _stores.Directory.FindRoomNodesAsync(default, new RoomId("live://1"), Cancel));
        Assert.NotNull(await _stores.Directory.FindByKeyAsync(default, new ConnectionKey("key-alive"), Cancel));
    }

    [Fact]
    public async Task Nodes_that_come_and_go_while_others_sweep_and_register_do_not_wait_for_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async task =>
        {
            for (var boot = 1; boot <= 15; boot++)
            {
                var node = await JoinAsync($"n-{task % 3}", (boot * 10) + task);
                // Keys that other nodes take over.
                await _stores.Directory.RegisterAsync(Session(node, $"key-{boot % 4}"), default, Cancel);
                await _stores.Directory.SetRoomInterestAsync(default, new RoomId("live://1"), node.Id, true, Cancel);
                if (boot % 3 == 0)
                    await ExecuteAsync($"UPDATE {_schema}.nodes SET lease_until = clock_timestamp() WHERE id = '{node.Id}'");
                await _stores.Registry.RenewAsync(node, s_lease, Cancel);
                if (boot % 2 == 0)
                    await _stores.Registry.LeaveAsync(node, Cancel);
            }
        }));
        Assert.Equal(0, _stores.Database.Statistics.Failed);
    }

    private async Task<NodeInfo> JoinAsync(string id, long boot = 1)
    {
        var node = new NodeInfo { Id = new NodeId(id), BootId = boot };
        await _stores.Registry.JoinAsync(node, s_lease, Cancel);
        return node;
    }

    private static SessionRecord Session(NodeInfo node, string key) => new()
    {
        Tenant = default, User = new UserId("ann"), Key = new ConnectionKey(key), Node = node.Id, BootId = node.BootId, SessionId = 1,
    };

    private static Task<object?> ExecuteAsync(string sql) => TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, sql);
}
