using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Nodes;

/// <summary>A node that has lost its lease: others have forgotten its sessions. It keeps its clients, and goes on as a new boot with them.</summary>
public sealed class LostLeaseTests
{
    private static readonly RoomId Room = new("live://1");
    private static readonly UserId User = new("1");
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Its_clients_stay_and_other_nodes_find_them_again()
    {
        var simulation = new Simulation(1);
        var cluster = new InProcessCluster(simulation.Clock);
        await using var server = await StartAsync(simulation, cluster);
        await using var client = await server.LoginAsync(Tokens.For("1", room: Room.Value, accepts: 1000));
        var before = cluster.List().Single();
        cluster.Leave(before);
        Assert.Empty(cluster.Sessions.FindByUser(default, User));

        await RejoinAsync(simulation, cluster, before);
        Assert.Contains("lost its lease", Assert.Single(server.TakeErrors()));
        Assert.True(Assert.Single(cluster.Sessions.FindByUser(default, User)).BootId > before.BootId);
        Assert.Equal(["one"], cluster.Rooms.Find(default, Room).Select(static node => node.Value));
        Assert.Equal(new PushReceipt(1, 1), await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, "still here")));
        Assert.Equal("still here", (await client.ExpectAsync(1000)).Text);
    }

    [Fact]
    public async Task A_client_whose_key_another_node_has_by_now_is_told_that_it_was_replaced()
    {
        var simulation = new Simulation(1);
        var cluster = new InProcessCluster(simulation.Clock);
        await using var server = await StartAsync(simulation, cluster);
        await using var client = await server.LoginAsync(Tokens.For("1", key: "phone"));
        var before = cluster.List().Single();
        cluster.Leave(before);
        var other = new NodeInfo { Id = new NodeId("two"), BootId = 1 };
        cluster.Join(other, TimeSpan.FromHours(1));
        var later = new SessionRecord { Tenant = default, User = User, Key = new ConnectionKey("phone"), Node = other.Id, BootId = 1, SessionId = 1 };
        cluster.Sessions.Register(later, default);

        await RejoinAsync(simulation, cluster, before);
        simulation.RunUntilIdle();
        Assert.Equal(CloseReason.Replaced.Code, (await client.ExpectDisconnectAsync()).Code);
        Assert.Equal([later], cluster.Sessions.FindByUser(default, User));
        server.TakeErrors();
    }

    [Fact]
    public async Task A_client_that_comes_meanwhile_is_in_its_room_for_other_nodes_or_told_to_come_back() =>
        await Simulation.ExploreAsync(1, 300, static async simulation =>
        {
            var cluster = new InProcessCluster(simulation.Clock);
            await using var server = await StartAsync(simulation, cluster);
            await using var old = await server.LoginAsync(Tokens.For("1", room: "live://old"), options: new InMemoryClientOptions { Loop = 0 });
            var before = cluster.List().Single();
            cluster.Leave(before);
            await using var fresh = server.Connect(new InMemoryClientOptions { Loop = 1 });
            await fresh.SendAsync(Operations.Login, Encoding.UTF8.GetBytes(Tokens.For("2", room: Room.Value)));
            await RejoinAsync(simulation, cluster, before);
            simulation.RunUntilIdle();
            server.TakeErrors();

            var entered = ((InMemoryClientWire)fresh.Wire).Client.End == ConnectionEnd.None;
            Assert.Equal(entered ? 1 : 0, server.ImKit.CountRoom(Room));
            Assert.Equal(entered ? ["one"] : [], cluster.Rooms.Find(default, Room).Select(static node => node.Value));
            Assert.Equal(entered ? 1 : 0, cluster.Sessions.FindByUser(default, new UserId("2")).Length);
            Assert.Single(cluster.Sessions.FindByUser(default, User));
        });

    [Fact]
    public async Task A_node_whose_id_another_process_has_sends_its_clients_away_and_stays_out_until_that_is_gone()
    {
        var simulation = new Simulation(1);
        var cluster = new InProcessCluster(simulation.Clock);
        await using var server = await StartAsync(simulation, cluster);
        await using var client = await server.LoginAsync(Tokens.For("1"));
        var before = cluster.List().Single();
        var twin = before with { BootId = before.BootId + 1_000_000 };
        cluster.Join(twin, TimeSpan.FromHours(1));

        simulation.Clock.Advance(Renewal);
        Assert.Equal(CloseReason.Drain.Code, (await RunAsync(simulation, client.ExpectDisconnectAsync().AsTask())).Code);
        Assert.Contains("Node.Id", Assert.Single(server.TakeErrors()));
        await using var refused = server.Connect();
        await refused.SendAsync(Operations.Login, Encoding.UTF8.GetBytes(Tokens.For("2")));
        Assert.Equal(CloseReason.Busy.Code, (await RunAsync(simulation, refused.ExpectDisconnectAsync().AsTask())).Code);
        Assert.Equal(twin, cluster.List().Single());

        cluster.Leave(twin);
        await RejoinAsync(simulation, cluster, before);
        server.TakeErrors();
        await using var again = await server.LoginAsync(Tokens.For("3"));
    }

    [Fact]
    public async Task A_start_whose_clock_was_set_back_takes_the_place_of_the_one_before_it_and_keeps_its_clients()
    {
        var simulation = new Simulation(1);
        var cluster = new InProcessCluster(simulation.Clock);
        var before = new NodeInfo { Id = new NodeId("one"), BootId = simulation.Clock.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds() };
        cluster.Join(before, Renewal * 3);
        await using var server = await StartAsync(simulation, cluster);
        await using var client = await server.LoginAsync(Tokens.For("1", accepts: 1000));
        var session = Assert.Single(cluster.Sessions.FindByUser(default, User));
        Assert.True(session.BootId > before.BootId);

        simulation.Clock.Advance(Renewal);
        simulation.RunUntilIdle();
        Assert.Equal(session, Assert.Single(cluster.Sessions.FindByUser(default, User)));
        Assert.Equal(new PushReceipt(1, 1), await server.ImKit.PushToUserAsync(User, AccessServer.Text(1000, "still here")));
        Assert.Equal("still here", (await client.ExpectAsync(1000)).Text);
    }

    private static Task<TestServer> StartAsync(Simulation simulation, InProcessCluster cluster) => AccessServer.StartAsync(
        simulation, static options => options.Node.Id = "one", builder => builder.Services.Replace(ServiceDescriptor.Singleton(cluster)));

    /// <summary>Lets the next renewal come, with which the node joins anew, and what follows from it.</summary>
    private static async Task RejoinAsync(Simulation simulation, InProcessCluster cluster, NodeInfo before)
    {
        simulation.Clock.Advance(Renewal);
        await RunAsync(simulation, RejoinedAsync(cluster, before));
        simulation.RunUntilIdle();
    }

    private static async Task<bool> RejoinedAsync(InProcessCluster cluster, NodeInfo before)
    {
        while (!cluster.List().Any(node => node.Id == before.Id && node.BootId > before.BootId))
            await Task.Yield();
        return true;
    }

    /// <summary>Runs what is ready until a task has ended; no time passes.</summary>
    private static async Task<T> RunAsync<T>(Simulation simulation, Task<T> task)
    {
        using var deadline = new CancellationTokenSource(Deadline.Time);
        while (!task.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            simulation.RunUntilIdle();
            await Task.Yield();
        }

        return await task;
    }
}
