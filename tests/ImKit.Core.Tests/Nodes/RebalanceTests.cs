using System.Diagnostics.Metrics;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Nodes that hold more than their share let clients go; the clients go where the node choice says.</summary>
public sealed class RebalanceTests
{
    private const int PerSecond = 6;
    private const int Loops = 3;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;
    private readonly InProcessBroker _broker = new();
    private readonly Dictionary<string, TestServer> _nodes = [];
    private readonly Dictionary<string, (TestClient Client, string Node)> _clients = [];
    private readonly List<(string User, string From, DisconnectNotice Notice)> _told = [];
    private readonly List<(TimeSpan At, string User)> _away = [];
    private TimeSpan _now;

    public RebalanceTests() => _cluster = new InProcessCluster(_simulation.Clock);

    [Fact]
    public async Task After_a_node_has_joined_shares_level_out_at_the_pace_and_only_those_move_whom_it_shall_have()
    {
        await using var one = await NodeAsync("one");
        await using var two = await NodeAsync("two");
        using var moved = new MetricCollector<long>(one.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.Moved);
        for (var i = 0; i < 150; i++)
            await LoginAsync($"{i}");
        await PassAsync(TimeSpan.FromMinutes(4));
        Assert.Empty(_told);

        await using var three = await NodeAsync("three");
        var (fewest, most) = (int.MaxValue, 0);
        for (var i = 0; i < 300; i++)
        {
            var before = _told.Count;
            await PassAsync(Second);
            most = Math.Max(most, _told.Skip(before).CountBy(static told => told.From).Select(static node => node.Value).DefaultIfEmpty(0).Max());
            fewest = Math.Min(fewest, Math.Min(Held("one"), Held("two")));
        }

        // A bucket may have one that it owed from the second before.
        Assert.InRange(most, 1, PerSecond + Loops);
        Assert.True(fewest >= 50, $"{fewest} were left, and the share is 50");
        Assert.All([one, two, three], node => Assert.InRange(node.Connections(), 42, 58));
        Assert.All(_told, static told => Assert.Equal(CloseReason.Move.Code, told.Notice.Code));
        Assert.All(_told, told => Assert.Equal("three", _clients[told.User].Node));
        Assert.Equal(_told.Count, _told.Select(static told => told.User).Distinct().Count());
        Assert.Equal(_told.Count(static told => told.From == "one"), moved.GetMeasurementSnapshot().Sum(static one => one.Value));
        // Each has a time of its own to come back.
        Assert.All(_told, static told => Assert.InRange(told.Notice.RetryAfterMs, 0, 5000));
        Assert.True(_told.Select(static told => told.Notice.RetryAfterMs).Distinct().Count() > _told.Count / 2);
        Assert.Equal(150, _clients.Count);
    }

    [Fact]
    public async Task Clients_of_goim_and_those_that_have_just_come_are_left_in_peace()
    {
        await using var one = await NodeAsync("one");
        await using var two = await NodeAsync("two");
        for (var i = 0; i < 20; i++)
            await LoginAsync($"{i}", "one", version: 1);
        await PassAsync(TimeSpan.FromMinutes(2.5));
        for (var i = 20; i < 60; i++)
            await LoginAsync($"{i}", "one");
        // The looks of this minute see that they are too many, and see them for the first time.
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Empty(_told);
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.NotEmpty(_told);
        Assert.All(_told, static told => Assert.True(int.Parse(told.User) >= 20));
    }

    [Theory]
    [InlineData("drains")]
    [InlineData("is in another region")]
    [InlineData("holds no connections")]
    public async Task Nobody_is_told_to_move_where_no_other_node_can_take_a_share(string other)
    {
        await using var one = await NodeAsync("one");
        _cluster.Join(new NodeInfo
        {
            Id = new NodeId("other"), BootId = 1, Weight = other == "drains" ? 0 : 100, Region = other == "is in another region" ? "us" : "",
            Roles = other == "holds no connections" ? NodeRoles.Business : NodeRoles.All,
        }, TimeSpan.FromHours(1));
        for (var i = 0; i < 40; i++)
            await LoginAsync($"{i}", "one");
        await PassAsync(TimeSpan.FromMinutes(6));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_node_that_is_not_asked_to_tells_nobody_and_one_that_stops_ends_a_round_at_once()
    {
        await using var one = await NodeAsync("one", enabled: false);
        await using var two = await NodeAsync("two");
        for (var i = 0; i < 60; i++)
            await LoginAsync($"{i}", i < 30 ? "one" : "two");
        _cluster.Join(new NodeInfo { Id = new NodeId("other"), BootId = 1 }, TimeSpan.FromHours(1));
        for (var i = 0; i < 300 && _told.Count == 0; i++)
            await PassAsync(Second, comeBack: false);
        Assert.Equal("two", Assert.Single(_told.Select(static told => told.From).Distinct()));

        var before = _told.Count;
        var stop = two.BeginStop();
        await PassAsync(TimeSpan.FromSeconds(9), comeBack: false);
        Assert.All(_told.Skip(before), static told => Assert.Equal(CloseReason.Drain.Code, told.Notice.Code));
        await _simulation.CompleteAsync(stop, TimeSpan.FromMinutes(1));
    }

    private async Task<TestServer> NodeAsync(string id, bool enabled = true)
    {
        var number = _nodes.Count;
        return _nodes[id] = await AccessServer.StartAsync(
            _simulation,
            options =>
            {
                (options.Node.Id, options.Node.Number, options.Node.Loops) = (id, number, Loops);
                (options.Rebalance.Enabled, options.Rebalance.PerSecond) = (enabled, PerSecond);
            },
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
                builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
            });
    }

    /// <summary>Logs in where the node choice says, unless a node is named.</summary>
    private async Task LoginAsync(string user, string? node = null, int version = 3)
    {
        node ??= NodeChoice.Order(_cluster.List(), user)[0].Id.Value;
        _clients[user] = (await _nodes[node].LoginAsync(Tokens.For(user), version), node);
    }

    private int Held(string node) => _clients.Values.Count(client => client.Node == node);

    /// <summary>Lets time pass second by second; who was told to go comes back when their time has come.</summary>
    private async Task PassAsync(TimeSpan time, bool comeBack = true)
    {
        for (var end = _now + time; _now < end; _now += Second)
        {
            _simulation.Advance(Second);
            foreach (var (user, (client, node)) in _clients.Where(static one => ((InMemoryClientWire)one.Value.Client.Wire).Client.End != ConnectionEnd.None).ToArray())
            {
                var notice = await client.ExpectDisconnectAsync();
                _told.Add((user, node, notice));
                _clients.Remove(user);
                _away.Add((_now + TimeSpan.FromMilliseconds(notice.RetryAfterMs), user));
            }

            foreach (var back in _away.Where(away => comeBack && away.At <= _now).ToArray())
            {
                _away.Remove(back);
                await LoginAsync(back.User);
            }

            // Connections live longer than the heartbeat allows only if their clients say something.
            if (_now.Seconds % 30 != 0)
                continue;
            foreach (var (client, _) in _clients.Values)
                await client.HeartbeatAsync();
        }
    }
}
