using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Nodes;

/// <summary>A node that has lost its lease: its routes are gone, its clients are sent away, and it goes on as a new boot.</summary>
public sealed class LostLeaseTests
{
    private static readonly RoomId Room = new("live://1");

    [Fact]
    public async Task A_client_that_comes_while_the_others_are_sent_away_gets_what_other_nodes_push_to_its_room() =>
        await Simulation.ExploreAsync(1, 300, static async simulation =>
        {
            var cluster = new InProcessCluster(simulation.Clock);
            await using var server = await AccessServer.StartAsync(
                simulation,
                static options => options.Node.Id = "one",
                builder => builder.Services.Replace(ServiceDescriptor.Singleton(cluster)));
            await using var old = await server.LoginAsync(Tokens.For("1", room: Room.Value), options: new InMemoryClientOptions { Loop = 0 });
            var before = cluster.List().Single();
            cluster.Leave(before);
            await RenewAsync(simulation, cluster, before);
            Assert.Contains("lost its lease", Assert.Single(server.TakeErrors()));

            await using var fresh = server.Connect(new InMemoryClientOptions { Loop = 1 });
            await fresh.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("2", room: Room.Value)));
            simulation.RunUntilIdle();

            Assert.Equal(CloseReason.Drain.Code, (await old.ExpectDisconnectAsync()).Code);
            var entered = ((InMemoryClientWire)fresh.Wire).Client.End == ConnectionEnd.None;
            Assert.Equal(entered ? 1 : 0, server.ImKit.CountRoom(Room));
            Assert.Equal(entered ? ["one"] : [], cluster.Rooms.Find(default, Room).Select(static node => node.Value));
        });

    /// <summary>Lets the node's renewal come, and nothing that follows from it on the loops.</summary>
    private static async Task RenewAsync(Simulation simulation, InProcessCluster cluster, NodeInfo before)
    {
        simulation.Clock.Advance(TimeSpan.FromSeconds(5));
        using var deadline = new CancellationTokenSource(Deadline.Time);
        while (!cluster.List().Any(node => node.BootId > before.BootId))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
