using ImKit.Core.Tests.Access;
using ImKit.Protocol.WebSocket;
using ImKit.Testing;
using ImKit.Transports;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>What costs work costs the client that causes it, whether or not it is a frame.</summary>
public sealed class FloodTests
{
    private readonly Simulation _simulation = new(1);

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public async Task A_flood_of_pings_or_pongs_ends_the_connection_as_a_flood_of_frames_does(int opcode)
    {
        await using var server = await StartAsync();
        await using var client = await LoginAsync(server);
        Send(client, opcode, times: 19);
        await client.HeartbeatAsync();
        Send(client, opcode, times: 1);
        var end = await client.ExpectClosedAsync();
        Assert.Equal((CloseReason.RateExceeded.Code, (int?)CloseReason.RateExceeded.Code), (end.Notice?.Code, end.CloseCode));
        _simulation.RunUntilIdle();
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task A_flood_of_pings_before_the_login_ends_the_connection()
    {
        await using var server = await StartAsync();
        await using var client = server.Connect(new InMemoryClientOptions { Framing = Framing.Message });
        Send(client, 9, times: 21);
        Assert.Equal(CloseReason.RateExceeded.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Fact]
    public async Task Pings_at_the_allowed_pace_are_answered_for_ever_and_are_no_heartbeat()
    {
        await using var server = await StartAsync();
        await using var client = await LoginAsync(server);
        for (var second = 0; second < 110; second++)
        {
            Send(client, 9, times: 9);
            _simulation.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, server.Connections());
        _simulation.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(CloseReason.HeartbeatLost.Code, (await client.ExpectDisconnectAsync()).Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_empty_message_holds_no_frame_and_ends_the_connection(int opcode)
    {
        await using var server = await StartAsync();
        await using var client = await LoginAsync(server);
        Send(client, opcode, times: 1);
        var notice = await client.ExpectDisconnectAsync();
        Assert.Equal((CloseReason.Protocol.Code, "message is not whole frames"), (notice.Code, notice.Reason));
    }

    private Task<TestServer> StartAsync() => AccessServer.StartAsync(_simulation, static options => options.Limits.FramesPerSecond = 10);

    private static async Task<TestClient> LoginAsync(TestServer server)
    {
        var client = server.Connect(new InMemoryClientOptions { Framing = Framing.Message });
        await client.LoginAsync(Tokens.For("1"));
        return client;
    }

    private void Send(TestClient client, int opcode, int times)
    {
        for (var i = 0; i < times; i++)
            ((InMemoryClientWire)client.Wire).Client.SendRaw(ClientFrame.Encode((WebSocketOpcode)opcode, []));
        _simulation.RunUntilIdle();
    }
}
