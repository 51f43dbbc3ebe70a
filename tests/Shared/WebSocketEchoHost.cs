using System.Net;
using ImKit.Channels;
using ImKit.Connections;
using ImKit.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImKit.Tests.Shared;

/// <summary>Core's side of a transport whose clients get their WebSocket messages back. Everything below the session is Core's own: the opening handshake,
/// the frames, the closing handshake.</summary>
internal sealed class WebSocketEchoHost(int loops, int maxMessageBytes = WebSocketEchoHost.DefaultMaxMessageBytes) : ITransportHost, IOpener, IDisposable
{
    public const int DefaultMaxMessageBytes = 16 << 20;

    /// <summary>The one subprotocol that endpoints of this host are given.</summary>
    public const string SubProtocol = "echo.imkit";

    private static readonly BucketSettings s_settings = new(TimeProvider.System, TimeSpan.FromMilliseconds(100), 1, 1024, SlowConsumerPolicy.Disconnect)
    {
        CloseTimeout = TimeSpan.FromSeconds(20),
    };

    private readonly List<Bucket> _buckets = [];

    public int MaxMessageBytes => maxMessageBytes;

    public int LoopCount => loops;

    public bool Accepting => true;

    TimeSpan IOpener.RetryAfter => TimeSpan.FromSeconds(1);

    TimeSpan IOpener.HandshakeTimeout => TimeSpan.FromSeconds(30);

    /// <summary>An endpoint for a transport that listens by itself.</summary>
    public static ListenEndpoint Endpoint(int port = 0)
    {
        var endpoint = new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, port)) { Protocols = ListenProtocols.WebSocket };
        endpoint.WebSocket.Paths.Add("/");
        endpoint.WebSocket.AllowedOrigins.Add("*");
        endpoint.WebSocket.SubProtocols.Add(SubProtocol);
        return endpoint;
    }

    public ILoopHost AttachLoop(IEventLoop loop)
    {
        lock (_buckets)
        {
            var bucket = new Bucket(_buckets.Count, loop, s_settings, new RoomDirectory(new SlowConsumerOptions()), NullLogger.Instance);
            _buckets.Add(bucket);
            return new LoopHost(this, bucket);
        }
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets)
            bucket.Clock.Dispose();
    }

    bool IOpener.TryEnter(IPAddress address) => true;

    void IOpener.Leave(IPAddress address)
    {
        // Nobody is counted.
    }

    void IOpener.Refused(ConnectionOrigin origin, string reason)
    {
        // The client is told by the answer.
    }

    IConnectionHandler IOpener.OpenFrames(Bucket bucket, IConnection connection, Opened opened) =>
        throw new NotSupportedException("The endpoint speaks WebSocket only.");

    IMessageHandler IOpener.OpenMessages(Bucket bucket, IConnection connection, Opened opened) => new WebSocketEcho(connection, maxMessageBytes);

    private sealed class LoopHost(WebSocketEchoHost host, Bucket bucket) : ILoopHost
    {
        public IConnectionHandler? Accept(IConnection connection, ConnectionOrigin origin)
        {
            if (origin.Endpoint is { } endpoint)
                return Opening.Begin(host, bucket, connection, origin, endpoint.Rules);
            var socket = new WebSocketConnection(bucket, connection);
            socket.Handler = new WebSocketEcho(socket, host.MaxMessageBytes);
            return socket;
        }
    }
}
