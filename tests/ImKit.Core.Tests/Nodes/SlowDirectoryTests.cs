using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Nodes;

/// <summary>A directory that takes its time, as one on another machine does.</summary>
public sealed class SlowDirectoryTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_client_enters_rooms_no_faster_than_the_directory_takes_them()
    {
        var cluster = new InProcessCluster(_simulation.Clock);
        var directory = new Directory(cluster);
        await using var server = await StartAsync(cluster, directory);
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        for (var i = 0; i < 100; i++)
        {
            await client.SendAsync(Operations.JoinRoom, Encoding.UTF8.GetBytes($$"""{"room":"{{i}}"}"""));
            await client.SendAsync(Operations.LeaveRoom, Encoding.UTF8.GetBytes($$"""{"room":"{{i}}"}"""));
        }

        _simulation.RunUntilIdle();
        Assert.InRange(server.Buckets().Sum(static bucket => bucket.Counters.ReceivedFrames), 1, 3);

        directory.Open.SetResult();
        await client.ExpectManyAsync(Operations.LeaveRoomReply, 100);
        Assert.Equal(100, client.Take(Operations.JoinRoomReply).Count);
    }

    [Fact]
    public async Task A_directory_that_never_answers_keeps_nobody_out_of_a_room_for_ever()
    {
        var cluster = new InProcessCluster(_simulation.Clock);
        var directory = new Directory(cluster);
        await using var server = await StartAsync(cluster, directory);
        await using var client = await server.LoginAsync(Tokens.For("1", accepts: 1000), version: 3);
        await client.SendAsync(Operations.JoinRoom, """{"room":"a"}"""u8.ToArray());
        _simulation.Advance(TimeSpan.FromSeconds(6));
        await client.ExpectAsync(Operations.JoinRoomReply);
        await server.PushToRoomAsync(new RoomId("a"), AccessServer.Text(1000, "here"));
        Assert.Single(await client.CollectAsync(1000));
        directory.Open.SetResult();
    }

    [Fact]
    public async Task A_join_of_a_room_with_history_is_answered_with_the_place_of_that_later_moment()
    {
        var cluster = new InProcessCluster(_simulation.Clock);
        var directory = new Directory(cluster);
        await using var server = await StartAsync(cluster, directory);
        await using var client = await server.LoginAsync(Tokens.For("1"), version: 3);
        await client.SendAsync(Operations.JoinRoom, """{"room":"live://1","history":true}"""u8.ToArray());
        _simulation.RunUntilIdle();
        for (var i = 1; i <= 3; i++)
            await server.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, $"{i}"));
        _simulation.RunUntilIdle();
        client.ReadArrived();
        Assert.Empty(client.Queued);

        directory.Open.SetResult();
        Assert.Contains("\"seq\":3", (await client.ExpectAsync(Operations.JoinRoomReply)).Text, StringComparison.Ordinal);
        await server.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "4"));
        Assert.Contains("\"seq\":4", (await client.CollectAsync(Operations.RoomPush)).Single().Text, StringComparison.Ordinal);
    }

    private Task<TestServer> StartAsync(InProcessCluster cluster, Directory directory) => AccessServer.StartAsync(
        _simulation,
        static options => options.Rooms.History.ForRooms("live://", new RoomHistory()),
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton<ISessionDirectory>(directory));
        });

    private sealed class Directory(InProcessCluster cluster) : ISessionDirectory
    {
        private readonly InProcessSessionDirectory _inner = new(cluster);

        public TaskCompletionSource Open { get; } = new();

        public async ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel)
        {
            await Open.Task.ConfigureAwait(false);
            await _inner.SetRoomInterestAsync(tenant, room, node, interested, cancel).ConfigureAwait(false);
        }

        public ValueTask<SessionRegistration> RegisterAsync(SessionRecord session, SessionLimits limits, CancellationToken cancel) =>
            _inner.RegisterAsync(session, limits, cancel);

        public ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel) => _inner.UnregisterAsync(session, cancel);

        public ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
            _inner.FindByUserAsync(tenant, user, cancel);

        public ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(
            TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel) => _inner.FindByUsersAsync(tenant, users, cancel);

        public ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel) =>
            _inner.FindByKeyAsync(tenant, key, cancel);

        public ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel) =>
            _inner.FindRoomNodesAsync(tenant, room, cancel);
    }
}
