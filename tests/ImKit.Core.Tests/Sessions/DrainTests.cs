using ImKit.Core.Tests.Access;
using ImKit.Hosting;
using ImKit.Sessions;
using ImKit.Testing;

namespace ImKit.Core.Tests.Sessions;

public sealed class DrainTests
{
    private readonly Simulation _simulation = new(1);

    [Fact]
    public async Task A_request_under_way_is_answered_before_its_client_is_let_go()
    {
        var finish = new TaskCompletionSource<OperationReply>();
        await using var server = await AccessServer.StartAsync(
            _simulation, build: builder => builder.Handle(1000, (_, _) => new ValueTask<OperationReply>(finish.Task)));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        await client.SendAsync(1000);
        _simulation.RunUntilIdle();
        var stop = server.BeginStop();
        _simulation.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, server.Connections());
        finish.SetResult(OperationReply.Of("done"u8.ToArray()));
        Assert.Equal("done", (await client.ExpectAsync(1000)).Text);
        Assert.Equal(CloseReason.Drain.Code, (await client.ExpectDisconnectAsync()).Code);
        await _simulation.CompleteAsync(stop, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_client_that_does_not_go_is_told_and_closed_after_the_grace_and_the_stop_ends()
    {
        var never = new TaskCompletionSource<OperationReply>();
        await using var server = await AccessServer.StartAsync(
            _simulation, build: builder => builder.Handle(1000, (_, cancel) => new ValueTask<OperationReply>(never.Task.WaitAsync(cancel))));
        await using var client = await server.LoginAsync(Tokens.For("1"));
        await client.SendAsync(1000);
        _simulation.RunUntilIdle();
        var stop = server.BeginStop();
        _simulation.Advance(TimeSpan.FromSeconds(11.5));
        Assert.False(stop.IsCompleted);
        await _simulation.CompleteAsync(stop, TimeSpan.FromSeconds(1));
        Assert.Equal(CloseReason.Drain.Code, (await client.ExpectClosedAsync()).Notice?.Code);
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task While_it_drains_a_server_takes_no_new_clients_and_goes_on_serving_the_others()
    {
        await using var server = await AccessServer.StartAsync(_simulation);
        var clients = new List<TestClient>();
        for (var i = 0; i < 20; i++)
            clients.Add(await server.LoginAsync(Tokens.For($"{i}", room: "live://1")));
        _ = server.BeginStop();
        _simulation.Advance(TimeSpan.FromSeconds(2));
        var late = server.Transport.Connect();
        _simulation.RunUntilIdle();
        Assert.Equal(ConnectionEnd.Refused, late.End);

        await server.ImKit.PushToRoomAsync(new RoomId("live://1"), AccessServer.Text(1000, "still here"));
        _simulation.RunUntilIdle();
        var there = server.Connections();
        Assert.InRange(there, 1, 19);
        var got = 0;
        foreach (var client in clients.Where(client => ((InMemoryClientWire)client.Wire).Client.End == ConnectionEnd.None))
        {
            Assert.Equal("still here", (await client.ExpectAsync(1000)).Text);
            got++;
        }

        Assert.Equal(there, got);
    }
}
