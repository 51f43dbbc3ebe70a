using System.Buffers.Binary;
using ImKit.Channels;
using ImKit.Hosting;
using ImKit.Routing;
using ImKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ImKit.Transport.Tests.Support;

/// <summary>A whole server on this transport with one loop. Every client that logs in is in the room of its token.</summary>
internal sealed class RoomServer : IAsyncDisposable
{
    public const int Deliver = 1000;
    public const int Publish = 100;
    private readonly IHost _host;

    private RoomServer(IHost host) => _host = host;

    public IPEndPoint Endpoint { get; private set; } = null!;

    public Bucket Bucket => Assert.Single(Buckets);

    public IReadOnlyList<Bucket> Buckets => _host.Services.GetRequiredService<LocalDelivery>().Buckets;

    public IImKit ImKit => _host.Services.GetRequiredService<IImKit>();

    /// <summary>What the loop's thread had allocated each time a client published.</summary>
    public List<long> Allocated { get; } = [];

    /// <param name="engine">How the transport waits and sends.</param>
    /// <param name="policy">What becomes of those who do not read.</param>
    /// <param name="loops">How many loops, and so buckets.</param>
    /// <param name="handle">Adds the test's own operations.</param>
    public static async Task<RoomServer> StartAsync(
        LinuxEngine engine, SlowConsumerPolicy policy = SlowConsumerPolicy.Disconnect, int loops = 1, Action<IImKitBuilder>? handle = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        RoomServer? server = null;
        var imKit = builder.Services.AddImKit(options =>
            {
                options.Node.Loops = loops;
                options.Drain.Period = TimeSpan.FromMilliseconds(10);
                options.Drain.Grace = TimeSpan.FromMilliseconds(10);
                options.SlowConsumers.Policy = policy;
                options.Limits.FramesPerSecond = 0;
            })
            .AddAuthenticator(static (request, _) => ValueTask.FromResult(
                AuthResult.For(new UserId("u" + request.Token.Span[0])) with { Rooms = [new RoomId("room " + request.Token.Span[1])] }))
            .HandleOnLoop<IImKit>(Publish, im => (in LoopRequest request) =>
            {
                server!.Allocated.Add(GC.GetAllocatedBytesForCurrentThread());
                im.TryPushToRoom(new RoomId("room " + request.Body[0]), Deliver, request.Body);
            })
            .AddTcp(new IPEndPoint(IPAddress.Loopback, 0), static listen => listen.Protocols = ListenProtocols.Both)
            .UseLinux(options => options.Engine = engine);
        handle?.Invoke(imKit);
        server = new RoomServer(builder.Build());
        await server._host.StartAsync();
        server.Endpoint = server._host.Services.GetServices<IHostedService>().OfType<ImKitServer>().Single().TcpAddresses[0];
        return server;
    }

    /// <summary>A client that is logged in.</summary>
    public async Task<Socket> LoginAsync(byte user, byte room, int? receiveBuffer = null)
    {
        var client = await TestClient.ConnectAsync(Endpoint, receiveBuffer);
        await client.SendAsync(Frame(7, [user, room])).Soon();
        var reply = await ReadFrameAsync(client);
        Assert.Equal(8, reply.Operation);
        return client;
    }

    public static byte[] Frame(int operation, byte[] body)
    {
        var frame = new byte[16 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[5] = 16;
        frame[7] = 1;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(8), operation);
        body.CopyTo(frame, 16);
        return frame;
    }

    public static async Task<(int Operation, byte[] Body)> ReadFrameAsync(Socket client)
    {
        var header = await client.ReadAsync(16);
        var body = await client.ReadAsync(BinaryPrimitives.ReadInt32BigEndian(header) - 16);
        return (BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(8)), body);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
