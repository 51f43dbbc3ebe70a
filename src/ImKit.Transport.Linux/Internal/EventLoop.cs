using ImKit.Transports.Linux.Native;
using ImKit.Transports.Linux.Uring;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Linux;

/// <summary>One thread with its epoll instance and its connections. Loop thread only, unless said otherwise.</summary>
/// <remarks>A turn: take the events there are, one read each; read again where something was left; run the work that waits; report ends.
/// Nothing in a turn grows with what one client sends.</remarks>
internal sealed class EventLoop : IEventLoop, IDisposable
{
    private const int EventsPerTurn = 512;
    private const uint Watched = Abi.EPOLLIN | Abi.EPOLLOUT | Abi.EPOLLRDHUP | Abi.EPOLLET;

    // No generation is 0, so no connection's key is below 2^32.
    private const ulong WakeKey = uint.MaxValue;

    private readonly ConnectionTable _connections = new();
    private readonly EpollEvents _events = new(EventsPerTurn);
    private readonly WorkQueue _work;
    private readonly List<Acceptor> _acceptors = [];
    private readonly List<LoopTicker> _tickers = [];
    private readonly List<(TcpConnection Connection, Exception? Error)> _ended = [];
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string?> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LinuxEngine _engine;
    private readonly int _epoll;
    private readonly int _wake;
    private List<TcpConnection> _again = [];
    private List<TcpConnection> _reading = [];
    private UringSender? _uring;
    private int _threadId;
    private int _load;
    private bool _emptying;

    public EventLoop(LinuxOptions options, TimeProvider time, ILogger logger, TransportMetrics metrics)
    {
        _engine = options.Engine;
        Logger = logger;
        Metrics = metrics;
        Buffer = new ReceiveBuffer(options.ReceiveBufferBytes);
        Deadlines = new CloseDeadlines(this, time, options.CloseTimeout);
        _work = new WorkQueue(Wake, logger);
        _epoll = Errno.Check(Libc.EpollCreate(Abi.EPOLL_CLOEXEC), "epoll_create1");
        _wake = Errno.Check(Libc.EventDescriptor(0, Abi.EFD_NONBLOCK | Abi.EFD_CLOEXEC), "eventfd");
        // By edges: every write wakes, and nobody needs to read the number.
        Watch(_wake, Abi.EPOLLIN | Abi.EPOLLET, WakeKey);
    }

    public ILogger Logger { get; }

    public TransportMetrics Metrics { get; }

    public ReceiveBuffer Buffer { get; }

    public CloseDeadlines Deadlines { get; }

    /// <summary>Set once, before the first connection.</summary>
    public ILoopHost Host { get; set; } = null!;

    public bool InLoop => Environment.CurrentManagedThreadId == _threadId;

    /// <summary>Connections given to this loop and not yet ended. Any thread.</summary>
    public int Load => Volatile.Read(ref _load);

    public IBatchSender? BatchSender => _uring;

    /// <summary>Begins to run.</summary>
    /// <returns>Ends when it does, with the reason if io_uring is wanted and cannot be used, otherwise null.</returns>
    public Task<string?> StartAsync(string name)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = name };
        // Nothing of the caller's context (scopes, activities) may flow into the thread, which outlives it.
        thread.UnsafeStart();
        return _started.Task;
    }

    public bool Execute(ILoopWork work) => _work.Add(work);

    public IDisposable? Every(ILoopWork work, TimeSpan period, TimeProvider time)
    {
        // The kernel's sleep knows no other clock.
        if (time != TimeProvider.System)
            return null;
        var ticker = new LoopTicker(work, period, time);
        Execute(new AddTicker(this, ticker));
        return ticker;
    }

    /// <summary>Takes over an accepted descriptor. Any thread.</summary>
    /// <returns>False once the loop has stopped: the descriptor stays the caller's.</returns>
    public bool Take(int descriptor, PeerAddress peer, ConnectionOrigin origin)
    {
        Interlocked.Increment(ref _load);
        if (Execute(new TcpConnection(this, descriptor, peer, origin)))
            return true;
        Interlocked.Decrement(ref _load);
        return false;
    }

    public void Open(TcpConnection connection)
    {
        _connections.Add(connection);
        if (EpollEvents.Control(_epoll, Abi.EPOLL_CTL_ADD, connection.Descriptor, Watched, connection.Key) == 0)
        {
            connection.Announce();
            return;
        }

        Metrics.Drop("kernel");
        connection.Fail(Errno.Exception(Abi.ENOMEM));
    }

    /// <summary>Forgets a connection whose descriptor is about to be closed; its handler hears of it at the end of the turn.</summary>
    public void Remove(TcpConnection connection, Exception? error)
    {
        _connections.Remove(connection);
        _ended.Add((connection, error));
    }

    /// <summary>Reads a connection in the next turn without waiting for the kernel.</summary>
    public void ReadAgain(TcpConnection connection)
    {
        if (connection.ReadsAgain)
            return;
        connection.ReadsAgain = true;
        _again.Add(connection);
    }

    /// <summary>Watches a listening socket, or another descriptor of the loop's own.</summary>
    public void Add(Acceptor acceptor)
    {
        _acceptors.Add(acceptor);
        Watch(acceptor.Descriptor, Abi.EPOLLIN, (ulong)_acceptors.Count - 1);
    }

    /// <summary>Goes on or pauses with a listening socket.</summary>
    public void Change(Acceptor acceptor, bool accepts) =>
        _ = EpollEvents.Control(_epoll, Abi.EPOLL_CTL_MOD, acceptor.Descriptor, accepts ? Abi.EPOLLIN : 0, (ulong)_acceptors.IndexOf(acceptor));

    /// <summary>Cuts every connection; ends when each has been reported as closed. Any thread.</summary>
    public Task AbortAllAsync()
    {
        if (!Execute(new AbortAll(this)))
            _empty.TrySetResult();
        return _empty.Task;
    }

    /// <summary>Ends the thread after the work it has accepted. Any thread.</summary>
    public Task StopAsync()
    {
        _work.Stop();
        return _finished.Task;
    }

    /// <summary>Only when the thread has ended or was never started.</summary>
    public void Dispose()
    {
        Deadlines.Dispose();
        Buffer.Dispose();
        _events.Dispose();
        _ = Libc.Close(_wake);
        _ = Libc.Close(_epoll);
    }

    private void Watch(int descriptor, uint events, ulong key)
    {
        if (EpollEvents.Control(_epoll, Abi.EPOLL_CTL_ADD, descriptor, events, key) is not 0 and var error)
            throw Errno.Failed("epoll_ctl", error);
    }

    private unsafe void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, &one, sizeof(ulong));
    }

    private void Run()
    {
        _threadId = Environment.CurrentManagedThreadId;
        string? refused = null;
        // A ring belongs to the thread that made it.
        if (_engine != LinuxEngine.Epoll)
            _uring = UringSender.TryCreate(out refused);
        _started.SetResult(_uring is null ? refused : null);
        bool goesOn;
        do
        {
            var mayWait = _again.Count == 0 && _work.TrySleep();
            var count = _events.Wait(_epoll, mayWait ? UntilNextTick() : 0);
            _work.Awake();
            for (var i = 0; i < count; i++)
                Dispatch(_events.Data(i), _events.Events(i));
            ReadWhatWasLeft();
            Tick();
            goesOn = _work.Run();
            ReportEnds();
        }
        while (goesOn);

        _uring?.Dispose();
        _finished.SetResult();
    }

    private void Dispatch(ulong key, uint events)
    {
        if (key > uint.MaxValue)
            _connections.Find(key)?.OnEvents(events);
        else if (key != WakeKey)
            _acceptors[(int)key].Accept();
    }

    private void ReadWhatWasLeft()
    {
        if (_again.Count == 0)
            return;
        (_again, _reading) = (_reading, _again);
        foreach (var connection in _reading)
        {
            connection.ReadsAgain = false;
            connection.Read();
        }

        _reading.Clear();
    }

    private int UntilNextTick()
    {
        if (_tickers.Count == 0)
            return -1;
        var now = TimeProvider.System.GetTimestamp();
        var least = int.MaxValue;
        foreach (var ticker in _tickers)
            least = Math.Min(least, ticker.Left(now));
        return least;
    }

    private void Tick()
    {
        if (_tickers.Count == 0)
            return;
        var now = TimeProvider.System.GetTimestamp();
        for (var i = _tickers.Count - 1; i >= 0; i--)
        {
            if (_tickers[i].Ended)
                _tickers.RemoveAt(i);
            else
                _tickers[i].RunIfDue(now, Logger);
        }
    }

    private void ReportEnds()
    {
        // A handler that is told may end others.
        for (var i = 0; i < _ended.Count; i++)
        {
            _ended[i].Connection.ReportEnd(_ended[i].Error);
            Interlocked.Decrement(ref _load);
        }

        _ended.Clear();
        if (_emptying && _connections.Count == 0)
            _empty.TrySetResult();
    }

    private sealed class AddTicker(EventLoop loop, LoopTicker ticker) : ILoopWork
    {
        public void Run() => loop._tickers.Add(ticker);
    }

    private sealed class AbortAll(EventLoop loop) : ILoopWork
    {
        public void Run()
        {
            loop._emptying = true;
            loop._connections.ForEach(static connection => connection.Abort());
        }
    }
}
