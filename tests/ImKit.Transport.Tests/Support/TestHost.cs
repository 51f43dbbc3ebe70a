using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ImKit.Transport.Tests.Support;

/// <summary>Core's side for a test: gives every connection a handler and hands both to the test.</summary>
internal sealed class TestHost : ITransportHost
{
    private readonly Channel<Recorder> _accepted = Channel.CreateUnbounded<Recorder>();

    public int MaxMessageBytes => 65536;

    public int LoopCount { get; init; } = 2;

    public bool Accepting { get; set; } = true;

    /// <summary>Makes the handler of a new connection; null refuses it.</summary>
    public Func<IEventLoop, IConnection, Recorder?> Handler { get; init; } = static (loop, connection) => new Recorder(loop, connection);

    public ConcurrentQueue<IEventLoop> Loops { get; } = new();

    public ConcurrentQueue<Recorder> All { get; } = new();

    public ConcurrentQueue<ConnectionOrigin> Origins { get; } = new();

    /// <summary>The next connection that was accepted.</summary>
    public Task<Recorder> NextAsync() => _accepted.Reader.ReadAsync().AsTask().Soon();

    public ILoopHost AttachLoop(IEventLoop loop)
    {
        Loops.Enqueue(loop);
        return new Bucket(this, loop);
    }

    private sealed class Bucket(TestHost host, IEventLoop loop) : ILoopHost
    {
        public IConnectionHandler? Accept(IConnection connection, ConnectionOrigin origin)
        {
            host.Origins.Enqueue(origin);
            var handler = host.Handler(loop, connection);
            if (handler is null)
                return null;
            host.All.Enqueue(handler);
            host._accepted.Writer.TryWrite(handler);
            return handler;
        }
    }
}
