using ImKit.Channels;
using ImKit.Core.Tests.Access;
using ImKit.Testing;

namespace ImKit.Core.Tests.Acks;

/// <summary>Both ends count the same, whatever is dropped on the way.</summary>
public sealed class SlowAckTests
{
    [Theory]
    [InlineData(SlowConsumerPolicy.DropNewest)]
    [InlineData(SlowConsumerPolicy.DropOldest)]
    [InlineData(SlowConsumerPolicy.LatestOnly)]
    public async Task What_the_policy_drops_is_not_counted(SlowConsumerPolicy policy)
    {
        var simulation = new Simulation(1);
        await using var server = await StartAsync(simulation, policy);
        await using var client = await AckingClient.LoginAsync(server, "1", options: new InMemoryClientOptions { ReceiveWindow = 500 });
        await client.AckAsync(0);
        await client.PushAsync(200);
        simulation.RunUntilIdle();
        Assert.NotEqual(0, server.Dropped(policy == SlowConsumerPolicy.DropNewest ? DropReason.Newest : DropReason.Oldest));
        var got = await client.ReadAsync();
        Assert.InRange(got, 1, 199);
        Assert.NotNull(await client.AckAsync(got + 1));
        Assert.Null(await client.AckAsync(got));
    }

    [Fact]
    public async Task What_waits_is_within_the_window_too()
    {
        var simulation = new Simulation(1);
        await using var server = await StartAsync(simulation, SlowConsumerPolicy.Disconnect, window: 20, bytes: 100_000);
        await using var client = await AckingClient.LoginAsync(server, "1", options: new InMemoryClientOptions { ReceiveWindow = 300 });
        await client.AckAsync(0);
        await client.PushAsync(200);
        Assert.Equal(20, await client.ReadAsync());
        Assert.True(Assert.Single(await client.WindowsAsync()).Stopped);
        Assert.Null(await client.AckAsync(20));
        Assert.Equal(200, Assert.Single(await client.WindowsAsync()).Heads.Single().Seq);
    }

    [Fact]
    public async Task A_window_whose_waiting_pushes_were_dropped_opens_with_the_next_push()
    {
        var simulation = new Simulation(1);
        await using var server = await StartAsync(simulation, SlowConsumerPolicy.DropOldest, window: 20);
        await using var client = await AckingClient.LoginAsync(server, "1", options: new InMemoryClientOptions { ReceiveWindow = 300 });
        await client.AckAsync(0);
        // Some are taken, others wait; then the host's own pushes drive out those that wait.
        await client.PushAsync(40);
        for (var i = 0; i < 40; i++)
            await server.ImKit.PushToAllAsync(AccessServer.Text(Operations.FirstHostOperation, new string('x', 200)));
        simulation.RunUntilIdle();
        var got = await client.ReadAsync();
        Assert.Null(await client.AckAsync(got));
        await client.PushAsync();
        var last = await client.ReadAsync();
        Assert.Equal(got + 1, last);
        Assert.Null(await client.AckAsync(last));
    }

    [Fact]
    public async Task Any_sequence_of_pushes_reads_and_acknowledgements_keeps_both_counts_equal()
    {
        for (var seed = 0; seed < 60; seed++)
            await RunAsync(seed);
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var simulation = new Simulation(seed);
        var window = 1 + random.Next(40);
        await using var server = await StartAsync(simulation, (SlowConsumerPolicy)(1 + random.Next(3)), window, 1024 + random.Next(8000));
        await using var client = await AckingClient.LoginAsync(
            server, "1", 2 + random.Next(2), new InMemoryClientOptions { ReceiveWindow = 200 + random.Next(4000), Framing = (Transports.Framing)random.Next(2), Refused = (RefusedBytes)random.Next(3) });
        long acknowledged = -1;
        for (var step = 0; step < 150; step++)
        {
            switch (random.Next(6))
            {
                case <= 2:
                    await client.PushAsync($"d.{random.Next(3)}", 1 + random.Next(6));
                    break;
                case 3:
                    await server.ImKit.PushToAllAsync(AccessServer.Text(Operations.FirstHostOperation, new string('x', random.Next(300))));
                    break;
                case 4:
                    await client.ReadAsync();
                    break;
                default:
                    acknowledged = random.Next(client.Entries.Count + 1);
                    Assert.Null(await client.AckAsync(acknowledged));
                    break;
            }
        }

        var all = await client.ReadAsync();
        Assert.Null(await client.AckAsync(all));
        Assert.NotNull(await client.AckAsync(all + 1));
        // Nothing is left to acknowledge, so whatever was left out before, the next comes.
        await client.PushAsync("d.last");
        Assert.Equal(all + 1, await client.ReadAsync());
        Assert.Equal(server.Offered(), server.HandedOver() + server.Dropped());
    }

    private static Task<TestServer> StartAsync(Simulation simulation, SlowConsumerPolicy policy, int window = 256, int bytes = 3000) => AccessServer.StartAsync(
        simulation,
        options =>
        {
            options.SlowConsumers.MaxPendingBytes = bytes;
            options.SlowConsumers.Policy = policy;
            options.Messaging.AckWindow = window;
        });
}
