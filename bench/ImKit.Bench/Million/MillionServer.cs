using System.Buffers.Binary;
using System.Globalization;
using ImKit.Channels;
using ImKit.Protocol;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Bench.Million;

/// <summary>A whole server, and a crowd of clients in the same process that log in as anybody would. One caller.</summary>
internal sealed class MillionServer : IAsyncDisposable
{
    private const int Operation = 1000;
    private readonly TestServer _server;
    private readonly InMemoryCrowd _crowd;
    private readonly MillionSettings _settings;
    private readonly RoomId[] _rooms;
    private readonly byte[] _body;
    private readonly byte[] _heartbeat = Frame(Operations.Heartbeat, []);
    private long _writes;

    private MillionServer(TestServer server, MillionSettings settings, RoomId[] rooms)
    {
        _server = server;
        _settings = settings;
        _rooms = rooms;
        _crowd = server.Transport.CreateCrowd();
        _body = new byte[settings.Body];
    }

    /// <summary>The buckets' own counts.</summary>
    public IReadOnlyList<Bucket> Buckets => _server.Services.GetRequiredService<LocalDelivery>().Buckets;

    /// <summary>Clients that have logged in.</summary>
    public int Members { get; private set; }

    /// <summary>Connections that live.</summary>
    public int Live => _crowd.Live;

    public static async Task<MillionServer> StartAsync(MillionSettings settings)
    {
        RoomId[] rooms = [.. Enumerable.Range(1, settings.Rooms).Select(static number => new RoomId(number.ToString(CultureInfo.InvariantCulture)))];
        RoomId[][] joins = [.. rooms.Select(static room => new[] { room })];
        int[] operations = [Operation];
        var server = await TestServer.StartAsync(
            builder => builder.AddAuthenticator((request, _) =>
            {
                var number = BinaryPrimitives.ReadInt32BigEndian(request.Token.Span);
                return ValueTask.FromResult(AuthResult.For(new UserId(number.ToString(CultureInfo.InvariantCulture))) with
                {
                    Rooms = joins[number % joins.Length],
                    Operations = operations,
                });
            }),
            options =>
            {
                options.Node.Loops = settings.Loops;
                // The collections that memory is measured by stop everything for seconds: the node must not be given up for that.
                options.Node.Lease = TimeSpan.FromMinutes(10);
                options.Protocol.HeartbeatMisses = MillionSettings.Misses;
                options.Protocol.Heartbeat = TimeSpan.FromSeconds(settings.Heartbeat);
            });
        return new MillionServer(server, settings, rooms);
    }

    /// <summary>Connects and logs in some more.</summary>
    /// <returns>How many: 0 when all have.</returns>
    public async Task<int> LogInSomeAsync()
    {
        var first = Members;
        var some = Math.Min(MillionSettings.LoginsAtOnce, _settings.Connections - first);
        if (some == 0)
            return 0;
        if (await _crowd.ConnectAsync(some) != some
            || await _crowd.SendAsync(first, some, static client => Frame(Operations.Login, Token(client))) != some)
        {
            throw new BenchException("the server takes no more connections");
        }

        await AwaitWritesAsync(some);
        Members += some;
        return some;
    }

    /// <summary>Some members send a heartbeat each, and get their answers.</summary>
    public async Task BeatAsync(int first, int count) => await AwaitWritesAsync(await _crowd.SendAsync(first, count, _ => _heartbeat));

    /// <summary>One broadcast into every room, until all have it: so none is joined with another.</summary>
    public async Task BroadcastAsync()
    {
        foreach (var room in _rooms)
        {
            if (!_server.ImKit.TryPushToRoom(room, Operation, _body))
                throw new BenchException("a broadcast was refused");
        }

        await AwaitWritesAsync(Members);
    }

    /// <summary>What each member got so far, in bytes.</summary>
    public long[] Received() => [.. Enumerable.Range(0, Members).Select(_crowd.ReceivedBytes)];

    /// <summary>What a broadcast is on the wire, in bytes.</summary>
    public int BroadcastBytes => FrameHeader.Size + _body.Length;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static byte[] Token(int client)
    {
        var token = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(token, client);
        return token;
    }

    private static byte[] Frame(int operation, byte[] body)
    {
        var frame = new byte[FrameHeader.Size + body.Length];
        new FrameHeader(frame.Length, 1, operation, 1).Write(frame);
        body.CopyTo(frame, FrameHeader.Size);
        return frame;
    }

    private async Task AwaitWritesAsync(int more)
    {
        _writes += more;
        for (var waited = 0; _crowd.Writes != _writes; waited++)
        {
            if (waited > 60_000 || Live != _crowd.Count)
                throw new BenchException($"{_crowd.Count - Live} connections were closed; {_writes - _crowd.Writes} writes are missing");
            // Sleeps, so that what is measured is the loops' time alone.
            await Task.Delay(1);
        }
    }
}
