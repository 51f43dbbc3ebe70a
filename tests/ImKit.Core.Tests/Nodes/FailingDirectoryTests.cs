using System.Diagnostics.Metrics;
using ImKit.Core.Tests.Access;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace ImKit.Core.Tests.Nodes;

/// <summary>A directory and a registry that fail for a time, as those on another machine do.</summary>
public sealed class FailingDirectoryTests
{
    private readonly Simulation _simulation = new(1);
    private readonly InProcessCluster _cluster;

    public FailingDirectoryTests() => _cluster = new InProcessCluster(_simulation.Clock);


    [Fact]
    public async Task Pushes_reach_the_sessions_of_this_node_and_are_counted_as_not_taken_to_others()
    {
        var nodes = new SwitchedNodes(_cluster);
        await using var server = await StartAsync(nodes);
        await using var client = await server.LoginAsync(Tokens.For("1", room: "live://1", accepts: 1000));
        using var unrouted = new MetricCollector<long>(server.Services.GetRequiredService<IMeterFactory>(), ImKitMetricNames.Meter, ImKitMetricNames.Unrouted);
        nodes.Fails = true;
        await server.ImKit.PushToUserAsync(new UserId("1"), AccessServer.Text(1000, "user"));
        await server.ImKit.PushToUsersAsync([new UserId("2"), new UserId("1")], AccessServer.Text(1000, "users"));
        await server.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "room"));
        await server.ImKit.PushToAllAsync(AccessServer.Text(1000, "all"));
        nodes.Fails = false;

        Assert.Equal(["all", "room", "user", "users"], (await client.ExpectManyAsync(1000, 4)).Select(static frame => frame.Text).Order());
        Assert.Equal(["directory", "directory", "directory", "directory"], unrouted.GetMeasurementSnapshot().Select(static one => one.Tags["reason"]));
    }

    [Fact]
    public async Task A_kick_of_which_the_directory_tells_nothing_ends_the_connection_all_the_same()
    {
        var nodes = new SwitchedNodes(_cluster);
        await using var server = await StartAsync(nodes);
        await using var client = await server.LoginAsync(Tokens.For("1"));
        nodes.LosesAnswers = true;
        await Assert.ThrowsAsync<IOException>(() => server.ImKit.KickUserAsync(new UserId("1"), CloseReason.Kicked).AsTask());
        // Nobody would find it any more to kick it again.
        Assert.Empty(_cluster.Sessions.FindByUser(default, new UserId("1")));
        Assert.Equal(CloseReason.Kicked.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task A_room_that_could_not_be_announced_is_announced_again_until_it_is()
    {
        var nodes = new SwitchedNodes(_cluster);
        await using var server = await StartAsync(nodes);
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        nodes.Fails = true;
        await client.SendAsync(Operations.JoinRoom, """{"room":"a"}"""u8.ToArray());
        await client.ExpectAsync(Operations.JoinRoomReply);
        Assert.Contains("Announcing interest", Assert.Single(server.TakeErrors()));
        _simulation.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(_cluster.Rooms.Find(default, new RoomId("a")));

        nodes.Fails = false;
        _simulation.Advance(TimeSpan.FromSeconds(2));
        Assert.Single(_cluster.Rooms.Find(default, new RoomId("a")));
    }

    [Fact]
    public async Task A_node_that_cannot_renew_for_longer_than_its_lease_serves_its_clients_and_admits_nobody_until_it_can()
    {
        var nodes = new SwitchedNodes(_cluster);
        await using var server = await StartAsync(nodes);
        await using var client = await server.LoginAsync(Tokens.For("1", accepts: 1000));
        nodes.RegistryFails = true;
        for (var i = 0; i < 20; i++)
            _simulation.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("admits nobody new", Assert.Single(server.TakeErrors()));
        await using (var late = server.Connect())
        {
            await late.SendAsync(Operations.Login, System.Text.Encoding.UTF8.GetBytes(Tokens.For("2")));
            _simulation.RunUntilIdle();
            Assert.Equal(CloseReason.Busy.Code, (await late.ExpectDisconnectAsync()).Code);
        }

        Assert.True((await client.HeartbeatAsync()).Operation == Operations.HeartbeatReply);
        nodes.RegistryFails = false;
        for (var i = 0; i < 3; i++)
            _simulation.Advance(TimeSpan.FromSeconds(1));
        server.TakeErrors();
        await using var again = await server.LoginAsync(Tokens.For("2"));
        Assert.Single(_cluster.Sessions.FindByUser(default, new UserId("1")));
    }

    private Task<TestServer> StartAsync(SwitchedNodes nodes) => AccessServer.StartAsync(_simulation, build: builder =>
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionDirectory>(nodes));
        builder.Services.Replace(ServiceDescriptor.Singleton<INodeRegistry>(nodes));
    });
}
