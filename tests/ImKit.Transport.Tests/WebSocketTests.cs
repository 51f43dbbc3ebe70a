using ImKit.Hosting;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImKit.Transport.Tests;

/// <summary>A whole server on DotNetty whose port speaks WebSocket, with .NET's own client.</summary>
public class WebSocketTests
{
    [Theory]
    [InlineData(ListenProtocols.WebSocket)]
    [InlineData(ListenProtocols.Both)]
    public async Task A_client_upgrades_logs_in_is_pushed_to_and_told_why_it_ends(ListenProtocols protocols)
    {
        await using var server = await Server.StartAsync(protocols);
        await using var client = await ImKit.Testing.TestClient.ConnectWebSocketAsync(new Uri($"ws://127.0.0.1:{server.Port}/im"));
        await client.LoginAsync("""{"mid":"1","key":"","room_id":"live://1","accepts":[1000]}""");
        Assert.Equal(1, (await client.HeartbeatAsync()).Int32);
        var long64 = new string('x', 70_000);
        await server.ImKit.PushToRoomAsync(new RoomId("live://1"), new Push(1000, "hello"u8.ToArray()));
        await server.ImKit.PushToRoomAsync(new RoomId("live://1"), new Push(1000, System.Text.Encoding.ASCII.GetBytes(long64)));
        Assert.Equal("hello", (await client.ExpectAsync(1000)).Text);
        Assert.Equal(long64, (await client.ExpectAsync(1000)).Text);

        await server.ImKit.KickUserAsync(new UserId("1"), CloseReason.Banned);
        var end = await client.ExpectClosedAsync();
        Assert.Equal((CloseReason.Banned.Code, (int?)CloseReason.Banned.Code, true), (end.Notice!.Code, end.CloseCode, end.InOrder));
    }

    [Fact]
    public async Task Frames_and_web_sockets_come_through_one_port()
    {
        await using var server = await Server.StartAsync(ListenProtocols.Both);
        await using var frames = await ImKit.Testing.TestClient.ConnectTcpAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        await using var socket = await ImKit.Testing.TestClient.ConnectWebSocketAsync(new Uri($"ws://127.0.0.1:{server.Port}/sub"));
        await frames.LoginAsync("""{"mid":"1","room_id":"live://1"}""");
        await socket.LoginAsync("""{"mid":"2","room_id":"live://1"}""");
        Assert.Equal(2, (await frames.HeartbeatAsync()).Int32);
        Assert.Equal(2, (await socket.HeartbeatAsync()).Int32);
    }

    private sealed class Server(IHost host) : IAsyncDisposable
    {
        public int Port { get; } = host.Services.GetRequiredService<ImKitServer>().TcpAddresses[0].Port;

        public IImKit ImKit => host.Services.GetRequiredService<IImKit>();

        public static async Task<Server> StartAsync(ListenProtocols protocols)
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services
                .AddImKit(static options => options.Drain.Period = TimeSpan.Zero)
                .AddDevelopmentAuthenticator()
                .AddTcp(new IPEndPoint(IPAddress.Loopback, 0), endpoint => endpoint.Protocols = protocols)
                .UseDotNetty();
            var host = builder.Build();
            await host.StartAsync();
            return new Server(host);
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
