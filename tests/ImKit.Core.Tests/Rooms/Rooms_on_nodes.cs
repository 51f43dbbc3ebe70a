using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Testing;
using ImKit.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static ImKit.Core.Tests.Rooms.Histories;

namespace ImKit.Core.Tests.Rooms;

/// <summary>A room's places belong to one life of one node.</summary>
public sealed class Rooms_on_nodes
{
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;
    private readonly InProcessBroker _broker = new();

    public Rooms_on_nodes() => _cluster = new InProcessCluster(_simulation.Clock);

    [Fact]
    public async Task Each_node_numbers_what_it_delivers_whoever_has_published_it()
    {
        await using var one = await NodeAsync("one");
        await using var two = await NodeAsync("two");
        await using var here = await one.LoginAsync(Tokens.For("1"), 2);
        await here.JoinAsync();
        await one.PushAsync(1, 3);
        await using var there = await two.LoginAsync(Tokens.For("2"), 2);
        Assert.Equal(0, (await there.JoinAsync()).Seq);
        await one.PushAsync(4, 5);
        await KeepsAsync(two, 2);
        await two.PushAsync(6, 7);
        await KeepsAsync(one, 7);
        Assert.Equal(UpTo(1, 7), await here.NumberedAsync());
        Assert.Equal([(1, "4"), (2, "5"), (3, "6"), (4, "7")], await there.NumberedAsync());
    }

    [Fact]
    public async Task Another_node_and_another_life_of_the_node_answer_reset()
    {
        await using var two = await NodeAsync("two");
        long epoch;
        await using (var one = await NodeAsync("one"))
        {
            await using var client = await one.LoginAsync(Tokens.For("1"), 2);
            epoch = (await client.JoinAsync()).Epoch;
            await one.PushAsync(1, 5);
        }

        // The clock has not moved, and the node has the name and the number it had.
        await using var again = await NodeAsync("one");
        foreach (var node in new[] { two, again })
        {
            await using var other = await node.LoginAsync(Tokens.For("2"), 2);
            await other.JoinAsync();
            await node.PushAsync(1, 5);
            await using var client = await node.LoginAsync(Tokens.For("1"), 2);
            var reply = await client.JoinAsync(epoch: epoch, seq: 2);
            Assert.True(reply.Reset);
            Assert.NotEqual(epoch, reply.Epoch);
            Assert.Empty(await client.NumberedAsync());
        }
    }

    [Fact]
    public async Task A_room_that_is_empty_and_keeps_on_is_still_told_of_what_other_nodes_push()
    {
        await using var one = await NodeAsync("one");
        await using var two = await NodeAsync("two");
        long epoch;
        await using (var client = await one.LoginAsync(Tokens.For("1"), 2))
            epoch = (await client.JoinAsync()).Epoch;
        _simulation.RunUntilIdle();
        Assert.Equal(0, one.ImKit.CountRoom(Room));
        await two.PushAsync(1, 3);
        await KeepsAsync(one, 3);
        await using (var back = await one.LoginAsync(Tokens.For("1"), 2))
        {
            Assert.False((await back.JoinAsync(epoch: epoch)).Reset);
            Assert.Equal(UpTo(1, 3), await back.NumberedAsync());
        }

        Assert.Equal(["one"], _cluster.Rooms.Find(default, Room).Select(static node => node.Value));
        _simulation.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(_cluster.Rooms.Find(default, Room));
    }

    [Fact]
    public async Task A_node_that_has_lost_its_lease_begins_another_epoch()
    {
        await using var node = await NodeAsync("one");
        await using var client = await node.LoginAsync(Tokens.For("1"), 2);
        var joined = await client.JoinAsync();
        await node.PushAsync(1, 3);
        _cluster.Leave(_cluster.List().Single());
        _simulation.Advance(TimeSpan.FromSeconds(20));
        Assert.Contains("lost its lease", Assert.Single(node.TakeErrors()));

        await using var fresh = await node.LoginAsync(Tokens.For("1"), 2);
        Assert.True((await fresh.JoinAsync(epoch: joined.Epoch, seq: 3)).Reset);
        await node.PushAsync("more");
        Assert.Single(await fresh.NumberedAsync());
    }

    /// <summary>The broker between nodes works on threads of its own.</summary>
    private Task KeepsAsync(TestServer node, int pushes) => Until.HoldsAsync(
        () =>
        {
            _simulation.RunUntilIdle();
            return node.ImKit.RecentInRoom(Room, 100).Count == pushes;
        },
        $"{pushes} are kept");

    private Task<TestServer> NodeAsync(string id) => StartAsync(
        _simulation,
        options: options => (options.Node.Id, options.Node.Number) = (id, id == "two" ? 2 : 1),
        build: builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(_broker));
        });
}
