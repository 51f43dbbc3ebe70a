using System.Collections.Concurrent;

namespace ImKit.Transport.Tests.Support;

/// <summary>Core's side for a test: gives every connection a handler and hands both to the test.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
internal sealed class TestHost : ITransportHost
{
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly ConcurrentQueue<Recorder> _accepted = new();

    public int MaxMessageBytes => 65536;

    public int LoopCount { get; init; } = 2;

    public bool Accepting { get; set; } = true;

    /// <summary>Makes the handler of a new connection; null refuses it.</summary>
    public Func<IEventLoop, IConnection, Recorder?> Handler { get; init; } = static (loop, connection) => new Recorder(loop, connection);

    public ConcurrentQueue<IEventLoop> Loops { get; } = new();

    public ConcurrentQueue<Recorder> All { get; } = new();

    public ConcurrentQueue<ConnectionOrigin> Origins { get; } = new();

    /// <summary>The next connection that was accepted.</summary>
    public async Task<Recorder> NextAsync()
    {
        Assert.True(await _waiting.WaitAsync(Deadline.Long), "No connection came");
        Assert.True(_accepted.TryDequeue(out var next));
        return next;
    }

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
            host._accepted.Enqueue(handler);
            host._waiting.Release();
            return handler;
        }
    }
}
