using ImKit.Sessions;
using Xunit;

namespace ImKit.Testing.Tests;

public sealed class InMemoryCrowdTests
{
    // Version 1, operations 7 and 2, sequence 1: a login with a token of one byte, and a heartbeat.
    private static readonly byte[] Login = [0, 0, 0, 17, 0, 16, 0, 1, 0, 0, 0, 7, 0, 0, 0, 1, (byte)'a'];
    private static readonly byte[] Heartbeat = [0, 0, 0, 16, 0, 16, 0, 1, 0, 0, 0, 2, 0, 0, 0, 1];

    [Fact]
    public async Task Each_client_counts_what_it_got()
    {
        var simulation = new Simulation(1);
        await using var server = await StartAsync(simulation);
        var crowd = server.Transport.CreateCrowd();

        Assert.Equal(7, await Run(simulation, crowd.ConnectAsync(7)));
        Assert.Equal(7, await Run(simulation, crowd.SendAsync(0, 7, static _ => Login)));
        Assert.Equal(3, await Run(simulation, crowd.SendAsync(2, 3, static _ => Heartbeat)));

        Assert.Equal((7, 7, 10), (crowd.Count, crowd.Live, crowd.Writes));
        Assert.Equal([16, 16, 36, 36, 36, 16, 16], Enumerable.Range(0, 7).Select(crowd.ReceivedBytes));
    }

    [Fact]
    public async Task A_client_that_the_server_does_not_read_sends_nothing()
    {
        var simulation = new Simulation(2);
        var decided = new TaskCompletionSource();
        await using var server = await StartAsync(simulation, decided.Task);
        var crowd = server.Transport.CreateCrowd();
        await Run(simulation, crowd.ConnectAsync(2));
        await Run(simulation, crowd.SendAsync(0, 1, static _ => Login));

        Assert.Equal(0, await Run(simulation, crowd.SendAsync(0, 1, static _ => Heartbeat)));

        decided.SetResult();
        await Run(simulation, crowd.SendAsync(1, 1, static _ => Login));
        Assert.Equal(2, await Run(simulation, crowd.SendAsync(0, 2, static _ => Heartbeat)));
    }

    [Fact]
    public async Task Clients_that_the_server_closes_are_told_and_live_no_more()
    {
        var simulation = new Simulation(3);
        await using var server = await StartAsync(simulation);
        var crowd = server.Transport.CreateCrowd();
        await Run(simulation, crowd.ConnectAsync(5));

        simulation.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal((5, 0, 5), (crowd.Count, crowd.Live, crowd.Writes));
        Assert.Equal(0, await Run(simulation, crowd.SendAsync(0, 5, static _ => Login)));
    }

    [Fact]
    public async Task Clients_that_leave_are_gone_for_the_server_too()
    {
        var simulation = new Simulation(4);
        await using var server = await StartAsync(simulation);
        var crowd = server.Transport.CreateCrowd();
        await Run(simulation, crowd.ConnectAsync(3));
        await Run(simulation, crowd.SendAsync(0, 3, static _ => Login));

        Assert.Equal(3, await Run(simulation, crowd.LeaveAsync()));
        Assert.Equal(0, await Run(simulation, crowd.LeaveAsync()));

        Assert.Equal(0, crowd.Live);
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId("a"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_transport_that_stops_ends_the_crowd_and_takes_no_more()
    {
        var simulation = new Simulation(5);
        await using var server = await StartAsync(simulation);
        var crowd = server.Transport.CreateCrowd();
        await Run(simulation, crowd.ConnectAsync(3));

        await simulation.CompleteAsync(server.Transport.StopAsync(default).AsTask(), TimeSpan.FromSeconds(1));

        Assert.Equal((3, 0), (crowd.Count, crowd.Live));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(simulation, crowd.ConnectAsync(1)));
    }

    private static Task<TestServer> StartAsync(Simulation simulation, Task? decided = null) => TestServer.StartAsync(
        builder => builder.AddAuthenticator(async (_, _) =>
        {
            if (decided is not null)
                await decided;
            return AuthResult.For(new UserId("a"));
        }),
        static options => options.Node.Loops = 3,
        simulation);

    private static async Task<int> Run(Simulation simulation, Task<int> step)
    {
        await simulation.CompleteAsync(step, TimeSpan.FromSeconds(1));
        simulation.RunUntilIdle();
        return await step;
    }
}
