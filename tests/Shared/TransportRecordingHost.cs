using System.Threading.Channels;
using ImKit.Channels;
using ImKit.Connections;
using ImKit.Transports;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>Core's side of a transport under test: records what it calls, and notes every breach of the contract.</summary>
internal sealed class TransportRecordingHost(TransportRig rig) : ITransportHost, IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Channel<TransportRecordingHandler> _accepted = Channel.CreateUnbounded<TransportRecordingHandler>();
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _breaches = new();
    private readonly System.Collections.Concurrent.ConcurrentBag<Bucket> _buckets = [];

    public int MaxMessageBytes => 65536;

    public int LoopCount => 2;

    public bool Accepting { get; set; } = true;

    /// <summary>Whether new connections are refused by the bucket.</summary>
    public bool Refuse { get; set; }

    /// <summary>What every new handler does first with its data; null for nothing.</summary>
    public Action<TransportRecordingHandler, byte[]>? OnData { get; set; }

    public IReadOnlyCollection<string> Breaches => _breaches;

    public List<IEventLoop> Loops { get; } = [];

    public ILoopHost AttachLoop(IEventLoop loop)
    {
        lock (Loops)
            Loops.Add(loop);
        return new LoopHost(this, loop);
    }

    public void Dispose()
    {
        foreach (var bucket in _buckets)
            bucket.Clock.Dispose();
    }

    public void Breach(string what) => _breaches.Enqueue(what);

    /// <summary>The server's end of the connection that was accepted next.</summary>
    public async Task<TransportRecordingHandler> AcceptedAsync()
    {
        rig.Pump();
        return await _accepted.Reader.ReadAsync().AsTask().WaitAsync(Deadline);
    }

    /// <summary>Runs something on a loop and waits for it.</summary>
    public async Task RunAsync(IEventLoop loop, Action action)
    {
        var work = new Work(action);
        Assert.True(loop.Execute(work));
        rig.Pump();
        await work.Done.WaitAsync(Deadline);
    }

    public bool Simulated => rig.Simulated;

    public void Pump() => rig.Pump();

    internal sealed class Work(Action action) : ILoopWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public void Run()
        {
            try
            {
                action();
                _done.SetResult();
            }
            catch (Exception error)
            {
                _done.SetException(error);
            }
        }
    }

    private Bucket NewBucket(IEventLoop loop)
    {
        var settings = new BucketSettings(rig.Time, TimeSpan.FromMilliseconds(100), 1, 1024, SlowConsumerPolicy.Disconnect);
        var bucket = new Bucket(_buckets.Count, loop, settings, new RoomDirectory(new SlowConsumerOptions()), NullLogger.Instance);
        _buckets.Add(bucket);
        return bucket;
    }

    private sealed class LoopHost(TransportRecordingHost host, IEventLoop loop) : ILoopHost
    {
        private Bucket? _bucket;

        public IConnectionHandler? Accept(IConnection connection, ConnectionOrigin origin)
        {
            if (!loop.InLoop)
                host.Breach("Accept outside the loop");
            if (host.Refuse)
                return null;
            if (origin.Framing == Framing.Stream)
                return Record(connection, origin);
            // Over it Core's own WebSocket, as in a server.
            var socket = new WebSocketConnection(_bucket ??= host.NewBucket(loop), connection);
            socket.Handler = Record(socket, origin);
            return socket;
        }

        private TransportRecordingHandler Record(IConnection connection, ConnectionOrigin origin)
        {
            var handler = new TransportRecordingHandler(host, loop, connection, origin);
            host._accepted.Writer.TryWrite(handler);
            return handler;
        }
    }
}
