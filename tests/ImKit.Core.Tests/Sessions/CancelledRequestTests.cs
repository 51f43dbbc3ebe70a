using ImKit.Core.Tests.Access;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

/// <summary>A handler learns by its token that its client is gone. What it does then is the host's code, and no loop runs that.</summary>
public sealed class CancelledRequestTests
{
    [Fact]
    public async Task A_handler_that_throws_when_its_client_is_gone_leaves_no_trace_of_the_connection()
    {
        var simulation = new Simulation(1);
        var running = new TaskCompletionSource<OperationReply>();
        await using var server = await AccessServer.StartAsync(simulation, build: builder => builder.Handle(1000, (_, cancel) =>
        {
            cancel.Register(static () => throw new InvalidOperationException("planted"));
            return new(running.Task);
        }));
        await using var client = await server.LoginAsync(Tokens.For("1", key: "k", room: "live://1"));
        await client.SendAsync(1000);
        simulation.RunUntilIdle();

        await client.CloseAsync();
        simulation.RunUntilIdle();

        Assert.Equal(0, server.Connections());
        Assert.Empty(await server.ImKit.SessionsOfAsync(new UserId("1")));
        Assert.Contains("planted", Assert.Single(server.TakeErrors()));
        running.SetResult(OperationReply.Empty);
    }

    [Fact]
    public async Task A_handler_that_goes_on_when_its_client_is_gone_does_so_off_the_loop()
    {
        var onLoop = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TestServer? started = null;
        await using var server = started = await AccessServer.StartAsync(build: builder => builder.Handle(1000, async (_, cancel) =>
        {
            var gone = new TaskCompletionSource();
            await using var registration = cancel.Register(gone.SetResult).ConfigureAwait(false);
            running.SetResult();
            await gone.Task.ConfigureAwait(false);
            onLoop.SetResult(started!.Buckets().Any(static bucket => bucket.Loop.InLoop));
            return OperationReply.Empty;
        }));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        await client.SendAsync(1000);
        await running.Task.Within();

        await client.CloseAsync();

        Assert.False(await onLoop.Task.Within());
    }
}
