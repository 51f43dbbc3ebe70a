using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Hosting;
using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Channels;

public sealed class SlowConsumerTests
{
    private static readonly RoomId Room = new("live://1");
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_member_that_reads_nothing_does_not_delay_the_others()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.DropNewest);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        await using var fast = await JoinAsync(server, "fast", window: 65536);
        for (var i = 0; i < 200; i++)
        {
            await PushAsync(server, i);
            _simulation.RunUntilIdle();
            Assert.Equal($"{i:d84}", (await fast.ExpectAsync(1000)).Text);
        }
    }

    [Fact]
    public async Task Disconnect_cuts_the_slow_member_at_its_limit_of_bytes_and_says_so_to_the_host()
    {
        var observer = new Observer();
        await using var server = await StartAsync(SlowConsumerPolicy.Disconnect, observer);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        await using var fast = await JoinAsync(server, "fast", window: 65536);
        for (var i = 0; i < 200; i++)
            await PushAsync(server, i);
        _simulation.RunUntilIdle();
        Assert.Equal(1, server.Connections());
        Assert.Equal(200, (await fast.CollectAsync(1000)).Count);
        Assert.Equal(["slow Disconnect", "gone 4001"], observer.Heard);
        Assert.Equal(1, server.Buckets().Sum(static bucket => bucket.Counters.SlowEpisodes));
        Assert.Equal(1, server.Dropped(DropReason.Disconnect));
        Assert.False((await slow.ExpectClosedAsync()).InOrder);
        Assert.InRange(slow.Take(1000).Count, 9, 10);
    }

    [Fact]
    public async Task DropNewest_keeps_what_waits_and_counts_what_comes()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.DropNewest);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        for (var i = 0; i < 200; i++)
            await PushAsync(server, i);
        _simulation.RunUntilIdle();
        var got = Numbers(await slow.CollectAsync(1000));
        Assert.Equal(Enumerable.Range(0, got.Count), got);
        // 1000 bytes in the window, 5000 in the ring: 60 pushes of 100 bytes.
        Assert.InRange(got.Count, 59, 61);
        Assert.Equal(200 - got.Count, server.Dropped(DropReason.Newest));
        Assert.Equal(got.Count, server.HandedOver());
    }

    [Fact]
    public async Task DropOldest_keeps_the_newest_in_order_and_counts_the_rest()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.DropOldest);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        for (var i = 0; i < 200; i++)
        {
            await PushAsync(server, i);
            _simulation.RunUntilIdle();
        }

        var got = Numbers(await slow.CollectAsync(1000));
        Assert.Equal(got.Order(), got);
        Assert.Equal(Enumerable.Range(0, 11), got[..11]);
        Assert.Equal(Enumerable.Range(200 - (got.Count - 11), got.Count - 11), got[11..]);
        Assert.Equal(200 - got.Count, server.Dropped(DropReason.Oldest));
    }

    [Fact]
    public async Task LatestOnly_replaces_what_waits_under_the_same_key_at_once()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.LatestOnly);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        for (var i = 0; i < 200; i++)
        {
            await PushAsync(server, i, collapseKey: $"{i % 3}");
            _simulation.RunUntilIdle();
        }

        var got = Numbers(await slow.CollectAsync(1000));
        Assert.Equal(Enumerable.Range(0, 11), got[..11]);
        Assert.Equal([197, 198, 199], got[11..].Order());
        Assert.Equal(200 - got.Count, server.Dropped(DropReason.Collapsed));
    }

    [Fact]
    public async Task A_rooms_policy_goes_before_a_connections_own_and_that_before_the_default()
    {
        await using var server = await TestServer.StartAsync(
            static builder => builder.AddAuthenticator(static (_, _) => ValueTask.FromResult(AuthResult.For(new UserId("1")) with
            {
                Rooms = [Room, new RoomId("ticker://1")],
                SlowConsumer = SlowConsumerPolicy.DropNewest,
            })),
            static options =>
            {
                options.SlowConsumers.MaxPendingBytes = 5000;
                options.SlowConsumers.ForRooms("ticker://", SlowConsumerPolicy.DropOldest);
            },
            _simulation);
        await using var slow = await server.LoginAsync("", options: new InMemoryClientOptions { ReceiveWindow = 1000 });
        for (var i = 0; i < 100; i++)
            await PushAsync(server, i);
        _simulation.RunUntilIdle();
        Assert.Equal(server.Dropped(), server.Dropped(DropReason.Newest));
        Assert.True(server.Dropped() > 0);
        var before = server.Dropped(DropReason.Newest);
        for (var i = 0; i < 10; i++)
            await server.ImKit.PushToRoomAsync(new RoomId("ticker://1"), AccessServer.Text(1000, "tick"));
        _simulation.RunUntilIdle();
        Assert.True(server.Dropped(DropReason.Oldest) > 0);
        Assert.Equal(before, server.Dropped(DropReason.Newest));
    }

    [Fact]
    public async Task A_full_ring_of_pushes_does_not_cost_a_client_the_reply_to_its_heartbeat()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.DropNewest);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        for (var i = 0; i < 200; i++)
            await PushAsync(server, i);
        for (var i = 0; i < 20; i++)
            await slow.SendAsync(Operations.Heartbeat);
        _simulation.RunUntilIdle();
        Assert.Equal(1, server.Connections());
        await slow.ExpectManyAsync(Operations.HeartbeatReply, 20);
    }

    [Fact]
    public async Task A_slow_episode_is_told_once_until_the_client_has_caught_up()
    {
        var observer = new Observer();
        await using var server = await StartAsync(SlowConsumerPolicy.DropNewest, observer);
        await using var slow = await JoinAsync(server, "slow", window: 1000);
        for (var episode = 1; episode <= 3; episode++)
        {
            for (var i = 0; i < 200; i++)
                await PushAsync(server, i);
            _simulation.RunUntilIdle();
            Assert.Equal(episode, observer.Heard.Count);
            Assert.NotEmpty(await slow.CollectAsync(1000));
        }
    }

    [Fact]
    public async Task A_client_that_pipelines_requests_and_never_reads_the_replies_is_cut_at_its_limit_of_bytes()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.DropNewest);
        await using var greedy = await JoinAsync(server, "greedy", window: 1000);
        await using var other = await JoinAsync(server, "other", window: 65536);
        for (var i = 0; i < 299; i++)
            await greedy.SendAsync(Operations.Heartbeat);
        _simulation.RunUntilIdle();
        // 1000 bytes in the window and 5000 waiting are 300 replies, one of them the login's.
        Assert.Equal(2, server.Connections());
        for (var i = 0; i < 4; i++)
            await greedy.SendAsync(Operations.Heartbeat);
        _simulation.RunUntilIdle();
        Assert.Equal(1, server.Connections());
        await other.HeartbeatAsync();
    }

    private Task<TestServer> StartAsync(SlowConsumerPolicy policy, Observer? observer = null) => AccessServer.StartAsync(
        _simulation,
        options =>
        {
            options.SlowConsumers.MaxPendingBytes = 5000;
            options.SlowConsumers.Policy = policy;
        },
        builder =>
        {
            if (observer is not null)
                Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IConnectionObserver>(builder.Services, observer);
        });

    private static async Task<TestClient> JoinAsync(TestServer server, string user, int window) =>
        await server.LoginAsync(Tokens.For(user, room: Room.Value), options: new InMemoryClientOptions { ReceiveWindow = window });

    /// <summary>A push of 100 bytes.</summary>
    private static async Task PushAsync(TestServer server, int number, string? collapseKey = null) =>
        await server.ImKit.PushToRoomAsync(Room, AccessServer.Text(1000, $"{number:d84}") with { CollapseKey = collapseKey });

    private static List<int> Numbers(IReadOnlyList<TestFrame> frames) => [.. frames.Select(static frame => int.Parse(frame.Text, null))];

    private sealed class Observer : IConnectionObserver
    {
        public List<string> Heard { get; } = [];

        public ValueTask SlowAsync(SessionRecord session, SlowConsumerPolicy policy)
        {
            Heard.Add($"{session.User} {policy}");
            return ValueTask.CompletedTask;
        }

        public ValueTask DisconnectedAsync(SessionRecord session, CloseReason? reason)
        {
            if (reason is { } told)
                Heard.Add($"gone {told.Code}");
            return ValueTask.CompletedTask;
        }
    }
}
