using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Tests;

/// <summary>Limits of a user's sessions, kept by nodes that know nothing of each other.</summary>
public sealed class LimitTests : IAsyncDisposable
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private static readonly UserId s_ann = new("ann");
    private readonly string _schema = TestDatabase.NewSchema();
    private readonly PostgresStores[] _nodes;
    private long _lastSession;

    public LimitTests() => _nodes = [new PostgresStores(schema: _schema), new PostgresStores(schema: _schema)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task Logins_at_once_on_two_nodes_never_leave_more_than_allowed_and_name_each_who_went_once()
    {
        await JoinAsync("n-0", 1);
        await JoinAsync("n-1", 1);
        var limits = new SessionLimits(3, 2, RefusesNew: false);
        var sessions = Enumerable.Range(0, 60).Select(i => Session($"n-{i % 2}", 1, $"key-{i % 20}", i % 3 == 0 ? "web" : "ios")).ToArray();
        var outcomes = await Task.WhenAll(sessions.Select(async (session, i) =>
        {
            var outcome = await _nodes[i % 2].Directory.RegisterAsync(session, limits, Cancel);
            Assert.InRange((await _nodes[0].Directory.FindByUserAsync(default, s_ann, Cancel)).Count, 1, 3);
            return outcome;
        }));
        Assert.All(outcomes, outcome => Assert.True(outcome.Accepted));
        var left = await _nodes[1].Directory.FindByUserAsync(default, s_ann, Cancel);
        Assert.InRange(left.Count(session => session.DeviceClass == "ios"), 0, 2);
        var gone = outcomes.SelectMany(outcome => outcome.Replaced).Select(session => session.SessionId).Order();
        Assert.Equal(sessions.Except(left).Select(session => session.SessionId).Order(), gone);
    }

    [Fact]
    public async Task Nodes_that_come_and_go_while_users_are_kept_within_limits_do_not_wait_for_each_other()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async task =>
        {
            for (var boot = 1; boot <= 15; boot++)
            {
                var node = await JoinAsync($"n-{task % 3}", (boot * 10) + task);
                for (var i = 0; i < 3; i++)
                    await _nodes[task % 2].Directory.RegisterAsync(Session(node.Id.Value, node.BootId, $"key-{task}-{i}", "web"), new SessionLimits(2, 0, false), Cancel);
                if (boot % 3 == 0)
                    await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"UPDATE {_schema}.nodes SET lease_until = clock_timestamp() WHERE id = '{node.Id}'");
                await _nodes[0].Registry.RenewAsync(node, s_lease, Cancel);
                if (boot % 2 == 0)
                    await _nodes[1].Registry.LeaveAsync(node, Cancel);
            }
        }));
        Assert.All(_nodes, node => Assert.Equal(0, node.Database.Statistics.Failed));
        Assert.InRange((await _nodes[0].Directory.FindByUserAsync(default, s_ann, Cancel)).Count, 0, 2);
    }

    private async Task<NodeInfo> JoinAsync(string id, long boot)
    {
        var node = new NodeInfo { Id = new NodeId(id), BootId = boot };
        await _nodes[0].Registry.JoinAsync(node, s_lease, Cancel);
        return node;
    }

    private SessionRecord Session(string node, long boot, string key, string deviceClass) => new()
    {
        Tenant = default, User = s_ann, Key = new ConnectionKey(key), Node = new NodeId(node), BootId = boot,
        SessionId = Interlocked.Increment(ref _lastSession), DeviceClass = deviceClass,
    };
}
