using ImKit.Testing;
using Xunit;

namespace ImKit.Tests.Shared;

public abstract partial class TransportSpecification
{
    [Fact]
    public async Task A_transport_brings_as_many_loops_as_it_is_asked_for()
    {
        var (client, server) = await ConnectAsync();
        await PingAsync(client, server);
        Assert.Equal(_host.LoopCount, _host.Loops.Count);
        Assert.Contains(server.Loop, _host.Loops);
    }

    [Fact]
    public async Task A_loop_runs_work_in_the_order_of_the_calls_and_never_inside_them()
    {
        var (_, server) = await ConnectAsync();
        var order = new List<int>();
        var inside = false;
        await server.RunAsync(_ =>
        {
            for (var i = 0; i < 100; i++)
            {
                var number = i;
                server.Loop.Execute(new TransportRecordingHost.Work(() =>
                {
                    Assert.True(server.Loop.InLoop);
                    order.Add(number);
                }));
            }

            inside = order.Count > 0;
        });
        await server.RunAsync(static _ => { });
        Assert.False(inside);
        Assert.Equal(Enumerable.Range(0, 100), order);
        Assert.False(server.Loop.InLoop);
    }

    [Fact]
    public async Task Work_that_throws_ends_nothing_else()
    {
        var (client, server) = await ConnectAsync();
        Assert.True(server.Loop.Execute(new Throwing()));
        await PingAsync(client, server);
    }

    [Fact]
    public async Task When_accepting_stops_live_connections_stay_and_new_ones_do_not_come()
    {
        var (client, server) = await ConnectAsync();
        _host.Accepting = false;
        await _rig.StopAcceptingAsync();
        await PingAsync(client, server);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var late = await _rig.ConnectAsync();
            _rig.Pump();
            if ((await late.ReceiveAsync().AsTask().WaitAsync(TransportRecordingHost.Deadline)).IsEmpty)
                throw new IOException("closed at once");
        });
        await PingAsync(client, server);
    }

    [Fact]
    public async Task A_stop_ends_every_connection_once_and_then_the_loops()
    {
        var pairs = new List<(IClientWire Client, TransportRecordingHandler Server)>();
        for (var i = 0; i < 10; i++)
            pairs.Add(await ConnectAsync());
        _host.Accepting = false;
        await _rig.StopAcceptingAsync();
        await StopAsync();
        foreach (var (client, server) in pairs)
        {
            Assert.Equal(1, server.Closed);
            Assert.False(server.Loop.Execute(new Throwing()));
            await ReadEndAsync(client, inOrder: false);
        }
    }

    private sealed class Throwing : Transports.ILoopWork
    {
        public void Run() => throw new InvalidOperationException("thrown on purpose");
    }
}
