using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Internal;

/// <summary>One event loop with its connections. Loop thread only, unless said otherwise.</summary>
internal sealed class ConnectionLoop : IDisposable
{
    private readonly List<TcpConnection> _connections = [];
    private readonly TransportLoop _loop;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _emptying;
    private int _load;

    public ConnectionLoop(
        SingleThreadEventLoop executor, ITransportHost host, DotNettyOptions options, TimeProvider time, ILogger logger, TransportMetrics metrics)
    {
        Executor = executor;
        Logger = logger;
        Metrics = metrics;
        Buffer = new ReceiveBuffer(options.ReceiveBufferBytes);
        _loop = new TransportLoop(executor, logger);
        Deadlines = new CloseDeadlines(_loop, time, options.CloseTimeout);
        Host = host.AttachLoop(_loop);
    }

    public SingleThreadEventLoop Executor { get; }

    public ILogger Logger { get; }

    public TransportMetrics Metrics { get; }

    public ILoopHost Host { get; }

    public ReceiveBuffer Buffer { get; }

    public CloseDeadlines Deadlines { get; }

    /// <summary>Connections given to this loop and not yet ended. Any thread.</summary>
    public int Load => Volatile.Read(ref _load);

    /// <summary>Takes over an accepted socket. Any thread.</summary>
    /// <returns>False once the loop has stopped: the socket stays the caller's.</returns>
    public bool Open(Socket socket, ConnectionOrigin origin)
    {
        Interlocked.Increment(ref _load);
        if (_loop.Execute(new TcpConnection(this, socket, origin)))
            return true;
        GiveUp();
        return false;
    }

    /// <summary>A connection given to <see cref="Open"/> did not come to be. Any thread.</summary>
    public void GiveUp() => Interlocked.Decrement(ref _load);

    public void Add(TcpConnection connection)
    {
        connection.Slot = _connections.Count;
        _connections.Add(connection);
    }

    public void Remove(TcpConnection connection)
    {
        var last = _connections[^1];
        _connections[connection.Slot] = last;
        last.Slot = connection.Slot;
        _connections.RemoveAt(_connections.Count - 1);
        Interlocked.Decrement(ref _load);
        SignalIfEmpty();
    }

    /// <summary>Cuts every connection; ends when each has been reported as closed. Any thread.</summary>
    public Task AbortAllAsync()
    {
        if (!_loop.Execute(new AbortAll(this)))
            _empty.TrySetResult();
        return _empty.Task;
    }

    /// <summary>Ends the loop after the work it has accepted. Any thread.</summary>
    public Task StopAsync(TimeSpan timeout)
    {
        _loop.Execute(new ReleaseBuffer(this));
        return _loop.StopAsync(timeout);
    }

    public void Dispose() => Deadlines.Dispose();

    private void SignalIfEmpty()
    {
        if (_emptying && _connections.Count == 0)
            _empty.TrySetResult();
    }

    private sealed class AbortAll(ConnectionLoop loop) : ILoopWork
    {
        public void Run()
        {
            loop._emptying = true;
            foreach (var connection in loop._connections)
                connection.Abort();
            loop.SignalIfEmpty();
        }
    }

    private sealed class ReleaseBuffer(ConnectionLoop loop) : ILoopWork
    {
        public void Run() => loop.Buffer.Release();
    }
}
