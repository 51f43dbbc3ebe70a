using ImKit.Core.Tests.Access;
using ImKit.Hosting;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class RequestTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task Requests_of_one_connection_run_one_at_a_time_in_the_order_of_arrival_under_every_interleaving() =>
        await Simulation.ExploreAsync(1, 300, static async simulation =>
        {
            var running = 0;
            var order = new List<int>();
            await using var server = await AccessServer.StartAsync(simulation, build: builder => builder.Handle(1000, async (context, cancel) =>
            {
                Assert.Equal(1, ++running);
                order.Add(context.Sequence);
                await Task.Delay(TimeSpan.FromMilliseconds(context.Sequence % 3), simulation.Clock, cancel).ConfigureAwait(false);
                running--;
                return OperationReply.Of(context.Body);
            }));
            await using var client = await server.LoginAsync(Tokens.For("1"));
            var sent = new List<int>();
            for (var i = 0; i < 20; i++)
                sent.Add(await client.SendAsync(1000));
            simulation.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(sent, (await client.ExpectManyAsync(1000, 20)).Select(static frame => frame.Sequence));
            Assert.Equal(sent, order);
        });

    [Fact]
    public async Task A_concurrent_operation_runs_as_many_at_once_as_it_allows_and_no_more()
    {
        var (running, most) = (0, 0);
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.Handle(1000, async (_, cancel) =>
        {
            most = Math.Max(most, ++running);
            await Task.Delay(TimeSpan.FromSeconds(1), _simulation.Clock, cancel).ConfigureAwait(false);
            running--;
            return OperationReply.Empty;
        }, concurrency: 4));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        for (var i = 0; i < 10; i++)
            await client.SendAsync(1000);
        _simulation.Advance(TimeSpan.FromSeconds(3.1));
        await client.ExpectManyAsync(1000, 10);
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task A_handler_that_throws_ends_its_request_and_nothing_else()
    {
        await using var server = await AccessServer.StartAsync(_simulation, build: static builder => builder
            .Handle(1000, static (_, _) => throw new InvalidOperationException("planted"))
            .HandleOnLoop(1001, static (in LoopRequest _) => throw new InvalidOperationException("planted on the loop")));
        await using var goim = await server.LoginAsync(Tokens.For("1"));
        Assert.Equal(0, (await goim.RequestAsync(1000)).Body.Length);
        Assert.Equal(0, (await goim.RequestAsync(1001)).Body.Length);
        await using var json = await server.LoginAsync(Tokens.For("2"), version: 3);
        Assert.Equal(Operations.Error, (await json.RequestAsync(1000)).Operation);
        var error = await json.RequestAsync(1001);
        Assert.Contains("102", error.Text);
        Assert.DoesNotContain("planted", error.Text);
        Assert.Equal(4, server.TakeErrors().Count);
    }

    [Fact]
    public async Task Reading_stops_while_too_many_requests_wait_and_goes_on_when_they_are_answered()
    {
        // One gate per request: many waiters of one task do not all go on inside the simulation.
        var gates = new List<TaskCompletionSource<OperationReply>>();
        var open = false;
        var started = 0;
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.Handle(1000, (_, _) =>
        {
            started++;
            if (open)
                return ValueTask.FromResult(OperationReply.Empty);
            gates.Add(new TaskCompletionSource<OperationReply>());
            return new ValueTask<OperationReply>(gates[^1].Task);
        }, concurrency: 1000));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        for (var i = 0; i < 500; i++)
            await client.SendAsync(1000);
        _simulation.RunUntilIdle();
        Assert.Equal(64, started);
        open = true;
        SynchronizationContext.SetSynchronizationContext(null);
        gates.ForEach(static gate => gate.SetResult(OperationReply.Empty));
        await client.ExpectManyAsync(1000, 500);
        Assert.Equal(500, started);
    }

    [Fact]
    public async Task A_handler_hears_that_its_client_is_gone()
    {
        CancellationToken seen = default;
        await using var server = await AccessServer.StartAsync(_simulation, build: builder => builder.Handle(1000, async (_, cancel) =>
        {
            seen = cancel;
            await Task.Delay(Timeout.InfiniteTimeSpan, _simulation.Clock, cancel).ConfigureAwait(false);
            return OperationReply.Empty;
        }));
        var client = await server.LoginAsync(Tokens.For("1"));
        await client.SendAsync(1000);
        _simulation.RunUntilIdle();
        client.Wire.Abort();
        _simulation.RunUntilIdle();
        Assert.True(seen.IsCancellationRequested);
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task Frames_faster_than_allowed_close_the_connection_with_that_reason()
    {
        await using var server = await AccessServer.StartAsync(_simulation, static options => options.Limits.FramesPerSecond = 10);
        await using var steady = await server.LoginAsync(Tokens.For("1"));
        for (var i = 0; i < 100; i++)
        {
            await steady.HeartbeatAsync();
            _simulation.Advance(TimeSpan.FromMilliseconds(100));
        }

        await using var hasty = await server.LoginAsync(Tokens.For("2"));
        for (var i = 0; i < 20; i++)
            await hasty.HeartbeatAsync();
        await hasty.SendAsync(Operations.Heartbeat);
        Assert.Equal(CloseReason.RateExceeded.Code, (await hasty.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task An_unknown_operation_is_answered_with_the_same_operation_and_seq()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        await using var goim = await server.LoginAsync(Tokens.For("1"));
        var reply = await goim.RequestAsync(4321, "body");
        Assert.Equal((4321, 0), (reply.Operation, reply.Body.Length));
        await using var protobuf = await server.LoginAsync(Tokens.For("2"), version: 2);
        Assert.Equal(Operations.Error, (await protobuf.RequestAsync(4321)).Operation);
    }
}
