using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Channels;

/// <summary>What may wait for one connection is bounded, and a client that reads what it asked for is not cut for having asked.</summary>
public sealed class BacklogTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_client_that_reads_a_reply_larger_than_its_window_may_send_a_heartbeat_meanwhile()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.Disconnect);
        await using var client = await LoginAsync(server);
        await client.SendAsync(1000, "9000"u8.ToArray());
        _simulation.RunUntilIdle();
        await client.SendAsync(Operations.Heartbeat);
        _simulation.RunUntilIdle();
        Assert.Equal(9000, (await client.ExpectAsync(1000)).Body.Length);
        await client.ExpectAsync(Operations.HeartbeatReply);
    }

    [Fact]
    public async Task A_push_does_not_cut_a_client_that_is_reading_a_large_reply()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.Disconnect);
        await using var client = await LoginAsync(server);
        await client.SendAsync(1000, "9000"u8.ToArray());
        _simulation.RunUntilIdle();
        await PushAsync(server, 1, 10);
        _simulation.RunUntilIdle();
        await client.ExpectAsync(1000);
        await client.ExpectAsync(1001);
    }

    [Fact]
    public async Task A_client_that_reads_may_ask_for_more_at_once_than_may_wait_for_it()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.Disconnect);
        await using var client = await LoginAsync(server);
        for (var i = 0; i < 20; i++)
            await client.SendAsync(1000, "3000"u8.ToArray());
        _simulation.RunUntilIdle();
        Assert.All(await client.ExpectManyAsync(1000, 20), static frame => Assert.Equal(3000, frame.Body.Length));
    }

    [Fact]
    public async Task Replies_do_not_pile_up_for_a_client_that_asks_and_does_not_read()
    {
        var answered = 0;
        await using var server = await StartAsync(SlowConsumerPolicy.Disconnect, () => answered++);
        await using var client = await LoginAsync(server);
        for (var i = 0; i < 60; i++)
            await client.SendAsync(1000, "3000"u8.ToArray());
        _simulation.RunUntilIdle();
        Assert.InRange(answered, 1, 4);
        _simulation.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task Replacing_by_key_does_not_make_more_wait_than_may()
    {
        await using var server = await StartAsync(SlowConsumerPolicy.LatestOnly);
        await using var client = await LoginAsync(server);
        for (var i = 0; i < 100; i++)
            await PushAsync(server, i, 10);
        // The first forty went into the window; what still waits is replaced.
        for (var i = 40; i < 100; i++)
            await PushAsync(server, i, 1000);
        _simulation.RunUntilIdle();
        await client.HeartbeatAsync();
        Assert.InRange(((InMemoryClientWire)client.Wire).Client.ReceivedBytes, 1000, 8000);
        Assert.Equal(160, server.HandedOver() + server.Dropped());
        Assert.Equal("99".PadLeft(1000, '0'), client.Take(1001)[^1].Text);
    }

    private static async Task PushAsync(TestServer server, int number, int length) => await server.ImKit.PushToUserAsync(
        new UserId("1"), AccessServer.Text(1001, number.ToString().PadLeft(length, '0')) with { CollapseKey = $"{number}" });

    private Task<TestServer> StartAsync(SlowConsumerPolicy policy, Action? answer = null) => AccessServer.StartAsync(
        _simulation,
        options =>
        {
            options.SlowConsumers.MaxPendingBytes = 5000;
            options.SlowConsumers.Policy = policy;
        },
        builder => builder.Handle(1000, (request, _) =>
        {
            answer?.Invoke();
            return new(OperationReply.Of(new byte[int.Parse(request.Body.Span, null)]));
        }));

    private static ValueTask<TestClient> LoginAsync(TestServer server) =>
        server.LoginAsync(Tokens.For("1", accepts: 1001), options: new InMemoryClientOptions { ReceiveWindow = 1000 });
}
