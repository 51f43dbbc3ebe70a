using ImKit.Tests.Shared;
using ImKit.Transports;
using Xunit;

namespace ImKit.Testing.Tests;

public sealed class InMemoryClientTests
{
    [Fact]
    public async Task Pieces_reach_the_server_as_they_were_cut()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.ConnectAsync(new InMemoryClientOptions());
        client.SendInPieces(TransportPattern.Bytes(0, 100), 1, 16, 3);
        rig.Pump();
        Assert.Equal([1, 16, 3, 80], server.Pieces.Select(static piece => piece.Length));

        client.SendInPieces(TransportPattern.Bytes(100, 1000), new Random(3));
        rig.Pump();
        TransportPattern.Check(server.Bytes, 0);
        Assert.InRange(server.Pieces.Count, 4 + (1000 / 32), 1004);
    }

    [Fact]
    public async Task A_client_takes_no_more_than_its_send_window_while_the_server_does_not_read()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.ConnectAsync(new InMemoryClientOptions { SendWindow = 1000 });
        await server.RunAsync(static connection => connection.PauseReading());
        Assert.Equal(600, client.Send(TransportPattern.Bytes(0, 600)));
        Assert.Equal(400, client.Send(TransportPattern.Bytes(600, 600)));
        Assert.Equal(0, client.Send(TransportPattern.Bytes(1000, 1)));
        await server.RunAsync(static connection => connection.ResumeReading());
        Assert.Equal(1000, server.Received);
        Assert.Equal(1, client.Send(TransportPattern.Bytes(1000, 1)));
    }

    [Fact]
    public async Task A_full_window_blocks_the_server_and_reading_lets_it_go_on()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.ConnectAsync(new InMemoryClientOptions { ReceiveWindow = 1000 });
        var told = new List<int>();
        server.Writable = told.Add;
        await server.RunAsync(static connection => Assert.Equal(1000, connection.Send(new byte[1500], 0, 1500)));
        Assert.Empty(told);
        Assert.True(client.TryReceive(out var bytes, max: 10));
        Assert.Equal(10, bytes.Length);
        rig.Pump();
        Assert.Equal([0], told);
        Assert.Equal(1000, client.ReceivedBytes);
    }

    [Fact]
    public async Task Offering_to_a_blocked_connection_or_off_its_loop_is_an_error()
    {
        await using var rig = new Rig();
        var (_, server) = await rig.ConnectAsync(new InMemoryClientOptions { ReceiveWindow = 10 });
        server.Writable = static _ => { };
        await server.RunAsync(static connection =>
        {
            connection.Send(new byte[20], 0, 20);
            Assert.Throws<InvalidOperationException>(() => connection.Send(new byte[20], 10, 10));
        });
        Assert.Throws<InvalidOperationException>(() => server.Connection.Send(new byte[1], 0, 1));
        Assert.Throws<InvalidOperationException>(server.Connection.Abort);
    }

    [Fact]
    public async Task A_vanished_client_keeps_the_server_waiting_until_it_gives_up()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.ConnectAsync(new InMemoryClientOptions { Framing = Framing.Message });
        client.Vanish();
        Assert.Throws<InvalidOperationException>(() => client.Send([1]));
        await server.RunAsync(static connection => connection.Close(CloseReason.HeartbeatLost));
        rig.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, server.Closed);
        rig.Advance(TimeSpan.FromSeconds(0.3));
        Assert.Equal(1, server.Closed);
    }

    [Fact]
    public async Task A_client_that_discards_is_never_blocked_and_counts()
    {
        await using var rig = new Rig();
        var (client, server) = await rig.ConnectAsync(new InMemoryClientOptions { Discard = true, ReceiveWindow = 10 });
        await server.RunAsync(static connection =>
        {
            for (var i = 0; i < 100; i++)
                Assert.Equal(1000, connection.Send(new byte[1000], 0, 1000));
            connection.Close(CloseReason.Drain);
        });
        Assert.Equal(100_000, client.ReceivedBytes);
        Assert.Equal(ConnectionEnd.ServerClosed, client.End);
        Assert.Equal(1, server.Closed);
    }

    [Fact]
    public async Task The_server_sees_the_clients_address_and_headers()
    {
        await using var rig = new Rig();
        var address = new System.Net.IPEndPoint(System.Net.IPAddress.Parse("192.0.2.1"), 1234);
        var (_, server) = await rig.ConnectAsync(new InMemoryClientOptions
        {
            Remote = address,
            Headers = new Dictionary<string, string> { ["Origin"] = "https://example.org" },
        });
        Assert.Equal(address, server.Connection.Remote);
        Assert.Equal("https://example.org", server.Origin.Header("origin"));
        Assert.Null(server.Origin.Header("cookie"));
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly SimulatedRig _rig = new(Framing.Stream);
        private readonly TransportRecordingHost _host;

        public Rig()
        {
            _host = new TransportRecordingHost(_rig);
            _rig.StartAsync(_host).AsTask().GetAwaiter().GetResult();
        }

        public void Pump() => _rig.Pump();

        public void Advance(TimeSpan by) => _rig.Advance(by);

        public async Task<(InMemoryClient Client, TransportRecordingHandler Server)> ConnectAsync(InMemoryClientOptions options)
        {
            var client = _rig.Transport.Connect(options);
            return (client, await _host.AcceptedAsync());
        }

        public async ValueTask DisposeAsync()
        {
            var stop = _rig.StopAsync().AsTask();
            Pump();
            await stop;
            Assert.Empty(_host.Breaches);
        }
    }
}
