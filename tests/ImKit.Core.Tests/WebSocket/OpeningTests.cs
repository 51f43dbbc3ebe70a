using System.Net;
using System.Text;
using ImKit.Core.Tests.Access;
using ImKit.Protocol.WebSocket;
using ImKit.Sessions;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Core.Tests.WebSocket;

/// <summary>Connections whose client has yet to show what it speaks.</summary>
public sealed class OpeningTests
{
    private const string Request =
        "GET /im?token=7 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static readonly IPEndPoint s_proxy = new(IPAddress.Parse("10.0.0.1"), 5000);

    [Theory]
    [InlineData(ListenProtocols.WebSocket)]
    [InlineData(ListenProtocols.Both)]
    public async Task A_request_opens_a_web_socket_even_if_it_comes_byte_by_byte_with_frames_behind_it(ListenProtocols protocols)
    {
        foreach (var pieces in (int[][])[[], [.. Enumerable.Repeat(1, 500)], [Request.Length + 3]])
        {
            var simulation = new Simulation(1);
            await using var server = await AccessServer.StartAsync(simulation);
            var client = server.Transport.Connect(new InMemoryClientOptions { Endpoint = Endpoint(protocols) });
            client.SendInPieces([.. Encoding.ASCII.GetBytes(Request), .. ClientFrame.Encode(WebSocketOpcode.Binary, Login())], pieces);
            simulation.RunUntilIdle();

            var answer = Read(client);
            var end = answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
            Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString(answer), StringComparison.Ordinal);
            // The answer to the login: one message of sixteen bytes.
            Assert.Equal([0x82, 16], answer[end..(end + 2)]);
            Assert.Equal(end + 2 + 16, answer.Length);
        }
    }

    [Fact]
    public async Task Frames_and_a_web_socket_share_a_port()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        await using var frames = server.Connect(new InMemoryClientOptions { Endpoint = Endpoint(ListenProtocols.Both) });
        await frames.LoginAsync(Tokens.For("1"));
        await frames.HeartbeatAsync();
        Assert.Equal(1, server.Connections());
    }

    [Fact]
    public async Task A_request_alone_does_not_hold_a_connection_longer_than_the_handshake_may_take()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        var silent = Connect(ListenProtocols.WebSocket, "");
        var half = Connect(ListenProtocols.Both, Request[..40]);
        var unsure = Connect(ListenProtocols.Both, "");
        simulation.Advance(TimeSpan.FromSeconds(4));
        var late = Connect(ListenProtocols.WebSocket, "");
        silent.SendRaw(Encoding.ASCII.GetBytes(Request));
        simulation.Advance(TimeSpan.FromSeconds(0.5));
        Assert.StartsWith("HTTP/1.1 101", Text(silent), StringComparison.Ordinal);
        Assert.Equal(4, server.Connections());

        simulation.Advance(TimeSpan.FromSeconds(0.7));
        // The login has what the request has left of the time.
        Assert.Contains("\"code\":4004", Text(silent), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", Text(half), StringComparison.Ordinal);
        Assert.Equal((ConnectionEnd.ServerClosed, ""), (unsure.End, Text(unsure)));
        Assert.Equal(ConnectionEnd.None, late.End);

        InMemoryClient Connect(ListenProtocols protocols, string first)
        {
            var client = server.Transport.Connect(new InMemoryClientOptions { Endpoint = Endpoint(protocols) });
            client.SendRaw(Encoding.ASCII.GetBytes(first));
            simulation.RunUntilIdle();
            return client;
        }
    }

    [Fact]
    public async Task A_refused_request_is_told_why_and_the_connection_ends()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        var client = server.Transport.Connect(new InMemoryClientOptions { Endpoint = Endpoint(ListenProtocols.WebSocket), ReceiveWindow = 50 });
        client.SendRaw(Encoding.ASCII.GetBytes(Request.Replace("/im", "/nowhere", StringComparison.Ordinal)));
        var answer = "";
        for (var i = 0; i < 100; i++)
        {
            simulation.RunUntilIdle();
            answer += Text(client);
        }

        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.EndsWith("Nothing is here.", answer, StringComparison.Ordinal);
        Assert.Equal((ConnectionEnd.ServerClosed, 0), (client.End, server.Connections()));
    }

    [Fact]
    public async Task A_stop_tells_requests_under_way_when_to_come_back()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation, static options => options.Drain.Period = TimeSpan.Zero);
        var client = server.Transport.Connect(new InMemoryClientOptions { Endpoint = Endpoint(ListenProtocols.WebSocket) });
        client.SendRaw(Encoding.ASCII.GetBytes(Request[..30]));
        simulation.RunUntilIdle();
        await simulation.CompleteAsync(server.BeginStop(), TimeSpan.FromMinutes(1));

        var answer = Text(client);
        Assert.StartsWith("HTTP/1.1 503", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ListenProtocols.Frames)]
    [InlineData(ListenProtocols.Both)]
    [InlineData(ListenProtocols.WebSocket)]
    public async Task What_a_trusted_proxy_says_is_the_clients_address(ListenProtocols protocols)
    {
        IPEndPoint? seen = null;
        string? token = null;
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(
            simulation, static options => options.Limits.ConnectionsPerAddress = 1, builder => builder.AddAuthenticator((request, _) =>
            {
                (seen, token) = (request.Remote, request.Origin.Header("?token"));
                return ValueTask.FromResult(AuthResult.For(new UserId("7")));
            }));
        var first = Connect("192.0.2.1");
        Assert.Equal("192.0.2.1:1234", seen?.ToString());
        Assert.Equal(protocols == ListenProtocols.WebSocket ? "7" : null, token);
        Assert.Equal(ConnectionEnd.None, first.End);

        // Another client behind the same proxy is another address, the same one is not.
        Assert.Equal(ConnectionEnd.None, Connect("192.0.2.2").End);
        Assert.Equal(ConnectionEnd.ServerClosed, Connect("192.0.2.1").End);
        first.Reset();
        simulation.RunUntilIdle();
        Assert.Equal(ConnectionEnd.None, Connect("192.0.2.1").End);

        InMemoryClient Connect(string address)
        {
            var client = server.Transport.Connect(new InMemoryClientOptions { Endpoint = Endpoint(protocols, proxied: true), Remote = s_proxy });
            var login = protocols == ListenProtocols.WebSocket ? [.. Encoding.ASCII.GetBytes(Request), .. ClientFrame.Encode(WebSocketOpcode.Binary, Login())] : Login();
            client.SendInPieces([.. Encoding.ASCII.GetBytes($"PROXY TCP4 {address} 192.0.2.9 1234 80\r\n"), .. login], 5, 20, 40);
            simulation.RunUntilIdle();
            return client;
        }
    }

    [Fact]
    public async Task A_proxy_that_says_nothing_is_dropped_and_nobody_else_may_speak_like_one()
    {
        var simulation = new Simulation(1);
        await using var server = await AccessServer.StartAsync(simulation);
        var proxy = server.Transport.Connect(new InMemoryClientOptions { Endpoint = Endpoint(ListenProtocols.Frames, proxied: true), Remote = s_proxy });
        proxy.SendRaw(Login());
        var stranger = server.Transport.Connect(new InMemoryClientOptions
        {
            Endpoint = Endpoint(ListenProtocols.Frames, proxied: true), Remote = new IPEndPoint(IPAddress.Parse("203.0.113.1"), 1),
        });
        stranger.SendRaw("PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n"u8);
        simulation.RunUntilIdle();
        Assert.Equal((ConnectionEnd.ServerClosed, ""), (proxy.End, Text(proxy)));
        Assert.Contains("\"code\":4503", Text(stranger), StringComparison.Ordinal);
        Assert.Equal(0, server.Connections());
    }

    [Fact]
    public async Task Settings_that_make_no_sense_stop_the_start()
    {
        var services = new ServiceCollection();
        services.AddImKit().AddDevelopmentAuthenticator().AddWebSocket(0, "im").AddInMemoryTransport();
        await using var provider = services.BuildServiceProvider();
        var server = provider.GetRequiredService<ImKit.Hosting.ImKitServer>();
        var error = await Assert.ThrowsAsync<ArgumentException>(() => server.StartAsync(default));
        Assert.Contains("Paths", error.Message, StringComparison.Ordinal);
    }

    private static ListenEndpoint Endpoint(ListenProtocols protocols, bool proxied = false)
    {
        var endpoint = new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0)) { Protocols = protocols };
        if (proxied)
            endpoint.TrustedProxies.Add(IPNetwork.Parse("10.0.0.0/24"));
        return endpoint;
    }

    private static byte[] Login() => new TestFrame(1, Operations.Login, 1, Encoding.UTF8.GetBytes(Tokens.For("7"))).ToArray();

    private static string Text(InMemoryClient client) => Encoding.Latin1.GetString(Read(client));

    private static byte[] Read(InMemoryClient client)
    {
        var bytes = new List<byte>();
        while (client.TryReceive(out var piece))
            bytes.AddRange(piece.Span);
        return [.. bytes];
    }
}
