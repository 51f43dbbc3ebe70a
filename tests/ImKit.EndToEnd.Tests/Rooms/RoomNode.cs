using System.Net;
using System.Text;
using ImKit.Hosting;
using ImKit.Nodes;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.EndToEnd.Tests.Rooms;

/// <summary>A server in this process on real sockets, with a history for its live rooms.</summary>
internal sealed class RoomNode : IAsyncDisposable
{
    public static readonly RoomId Room = new("live://1");

    private readonly TestServer _server;

    private RoomNode(TestServer server) => _server = server;

    public int TcpPort => Addresses[0].Port;

    public int WebSocketPort => Addresses[1].Port;

    private IReadOnlyList<IPEndPoint> Addresses => _server.Services.GetRequiredService<ImKitServer>().TcpAddresses;

    public static async Task<RoomNode> StartAsync(string transport, string id = "one", InProcessCluster? cluster = null, InProcessBroker? broker = null, RoomHistory? rule = null) =>
        new(await TestServer.StartAsync(
            builder =>
            {
                _ = transport == "linux" ? builder.UseLinux() : builder.UseDotNetty();
                builder.AddDevelopmentAuthenticator().AddTcp(new IPEndPoint(IPAddress.Loopback, 0)).AddWebSocket(0);
                if (cluster is not null)
                    builder.Services.Replace(ServiceDescriptor.Singleton(cluster));
                if (broker is not null)
                    builder.Services.Replace(ServiceDescriptor.Singleton<IBroker>(broker));
            },
            options =>
            {
                (options.Node.Id, options.Node.Number) = (id, id == "two" ? 2 : 1);
                options.Node.Loops = 3;
                options.Limits.FramesPerSecond = 0;
                options.Rooms.History.ForRooms("live://", rule ?? new RoomHistory { Entries = 10_000, Bytes = 10_000_000 });
            }));

    public ValueTask<PushReceipt> PushAsync(int number) => _server.ImKit.PushToRoomAsync(Room, new Push(1000, Encoding.ASCII.GetBytes($"{number}")));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
