using System.Text;
using ImKit.Diagnostics;
using ImKit.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.GoimDefects.Tests;

/// <summary>goim drops in silence: a connection's queue of 10, a room's queue of 40, the whole batch behind one slow key, an unknown node, a failed call.</summary>
public sealed class Defect05_Pushes_vanish_in_silence
{
    private static readonly RoomId Room = new("live://1");

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_burst_far_beyond_goims_queues_loses_nothing(string kind)
    {
        await using var server = await LiveServer.StartAsync();
        var members = new List<TestClient>();
        for (var i = 0; i < 20; i++)
            members.Add(await server.LoginAsync(kind, Tokens.For($"{i}", key: $"{i}", room: Room.Value, accepts: 1001)));
        var readers = members.ConvertAll(static member => Task.Run(async () =>
            await RoomReader.ReadAsync(member, 1000, 1999) + await RoomReader.ReadAsync(member, 1001, 99)));
        for (var i = 0; i < 2000; i++)
            await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{i}"));
        for (var i = 0; i < 100; i++)
            await server.ImKit.PushToConnectionsAsync([.. Enumerable.Range(0, 20).Select(static key => new ConnectionKey($"{key}"))], AccessServer.Text(1001, $"{i}"));
        Assert.All(await Task.WhenAll(readers).Soon(), static count => Assert.Equal(2100, count));
        Assert.Equal((42_000, 42_000, 0), (server.Numbers.Offered, server.Numbers.HandedOver, server.Numbers.Dropped));
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task One_slow_key_in_a_batch_costs_the_other_keys_nothing_and_is_counted(string kind)
    {
        await using var server = await LiveServer.StartAsync(static options =>
        {
            options.SlowConsumers.Policy = SlowConsumerPolicy.DropNewest;
            options.SlowConsumers.MaxPendingBytes = 32768;
        });
        await using var slow = await server.LoginAsync(kind, Tokens.For("0", key: "slow", accepts: 1000), receiveBuffer: 4096);
        var others = new List<TestClient>();
        for (var i = 0; i < 5; i++)
            others.Add(await server.LoginAsync(kind, Tokens.For($"{i}", key: $"k{i}", accepts: 1000)));
        ConnectionKey[] keys = [new("slow"), .. Enumerable.Range(0, 5).Select(static i => new ConnectionKey($"k{i}"))];
        var body = Encoding.ASCII.GetBytes(new string('x', 8000));
        var batches = 0;
        for (; batches < 100 || server.Numbers["imkit.pushes.dropped{reason=newest}"] == 0; batches++)
        {
            await server.ImKit.PushToConnectionsAsync(keys, new Push(1000, body));
            foreach (var other in others)
                await other.ExpectAsync(1000);
        }

        await Eventually.HoldsAsync(() => server.Numbers.Offered == 6 * batches, "every push has had its turn");
        var dropped = server.Numbers.Dropped;
        await slow.ExpectManyAsync(1000, (int)(batches - dropped));
        await Eventually.HoldsAsync(() => server.Numbers.HandedOver == (6 * batches) - dropped, "what was not dropped is handed over");
        Assert.Empty(await slow.CollectAsync(1000));
    }

    [Fact]
    public async Task A_push_that_the_broker_does_not_take_is_counted_and_reaches_everybody_here_all_the_same()
    {
        var cluster = new Cluster(TimeProvider.System, new RefusingBroker());
        await using var one = await cluster.StartAsync("one");
        await using var two = await cluster.StartAsync("two");
        await using var here = await one.LoginAsync(Tokens.For("1", room: Room.Value, accepts: 1000));
        await using var there = await two.LoginAsync(Tokens.For("1", room: Room.Value, accepts: 1000));
        using var numbers = new Numbers(one.Services);
        for (var i = 0; i < 10; i++)
        {
            await one.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, "room"));
            await one.ImKit.PushToUserAsync(new UserId("1"), AccessServer.Text(1000, "user"));
            await one.ImKit.PushToAllAsync(AccessServer.Text(1000, "all"));
        }

        await here.ExpectManyAsync(1000, 30);
        Assert.Empty(await there.CollectAsync(1000));
        // What the nodes tell each other of their sections is not taken either, and counted with it.
        Assert.InRange(numbers["imkit.pushes.unrouted{reason=broker}"], 30, 40);
    }

    [Fact]
    public async Task A_push_for_a_node_that_is_gone_is_not_reported_as_made()
    {
        var simulation = new Simulation(1);
        var cluster = new Cluster(simulation.Clock);
        await using var one = await cluster.StartAsync("one", simulation);
        var dead = new SessionRecord
        {
            Tenant = default, User = new UserId("1"), Key = new ConnectionKey("phone"), Node = new NodeId("dead"), BootId = 1, SessionId = 1,
        };
        await one.Services.GetRequiredService<ISessionDirectory>().RegisterAsync(dead, default, default);
        Assert.Equal(new PushReceipt(0, 0), await one.ImKit.PushToUserAsync(new UserId("1"), AccessServer.Text(1000, "hello")));
        Assert.Equal(new PushReceipt(0, 0), await one.ImKit.PushToConnectionsAsync([new ConnectionKey("phone")], AccessServer.Text(1000, "hello")));
    }

    [Fact]
    public async Task Every_reason_for_a_drop_has_a_number_of_its_own()
    {
        await using var server = await LiveServer.StartAsync();
        using var all = new Numbers(server.Services);
        Assert.Equal(0, all[ImKitMetricNames.Dropped]);
        foreach (var reason in (string[])["newest", "oldest", "collapsed", "disconnect", "closed"])
            Assert.True(all.Has($"{ImKitMetricNames.Dropped}{{reason={reason}}}"), reason);
    }
}
