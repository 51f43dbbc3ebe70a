using System.Collections.Concurrent;
using System.Threading.Channels;
using ImKit.Channels;
using ImKit.Connections;
using ImKit.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace ImKit.AspNetCore.Tests.Support;

/// <summary>Stands where Core stands: takes connections and hands them to the test.</summary>
internal sealed class FakeCore : ITransportHost
{
    private readonly Channel<FakeSession> _sessions = Channel.CreateUnbounded<FakeSession>();

    public int MaxMessageBytes { get; init; } = 65536;

    public int LoopCount { get; init; } = 2;

    public bool Accepting { get; set; } = true;

    /// <summary>Whether connections are wanted when they are announced.</summary>
    public bool Welcoming { get; set; } = true;

    /// <summary>Set before a connection comes: what its session does with a message.</summary>
    public Action<FakeSession, byte[]>? OnMessage { get; set; }

    public List<IEventLoop> Loops { get; } = [];

    /// <summary>The transport's own connections, in the order of their announcements; each added on its loop.</summary>
    public ConcurrentQueue<IConnection> Announced { get; } = [];

    public ILoopHost AttachLoop(IEventLoop loop)
    {
        Loops.Add(loop);
        return new LoopHost(this, loop);
    }

    public async Task<FakeSession> NextAsync() => await _sessions.Reader.ReadAsync(Wait.Token);

    private sealed class LoopHost(FakeCore core, IEventLoop loop) : ILoopHost
    {
        private static readonly BucketSettings s_settings = new(TimeProvider.System, TimeSpan.FromMilliseconds(50), 1, 1024, SlowConsumerPolicy.Disconnect)
        {
            CloseTimeout = TimeSpan.FromSeconds(1),
        };

        private readonly Bucket _bucket = new(0, loop, s_settings, new RoomDirectory(new SlowConsumerOptions()), NullLogger.Instance);

        public IConnectionHandler? Accept(IConnection connection, ConnectionOrigin origin)
        {
            Assert.True(loop.InLoop);
            core.Announced.Enqueue(connection);
            if (!core.Welcoming)
                return null;
            if (origin.Framing == Framing.Stream)
                return Announce(connection, origin);
            // Over it Core's own WebSocket, as in a server.
            var socket = new WebSocketConnection(_bucket, connection);
            socket.Handler = Announce(socket, origin);
            return socket;
        }

        private FakeSession Announce(IConnection connection, ConnectionOrigin origin)
        {
            var session = new FakeSession(connection, origin, loop, core);
            core._sessions.Writer.TryWrite(session);
            return session;
        }
    }
}
