using System.Net;
using ImKit.Transports.Linux.Native;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImKit.Transports.Linux;

/// <summary>TCP on epoll: the listening sockets are spread over the loops, every connection goes to the loop with the fewest.</summary>
internal sealed class TcpTransport(IOptions<LinuxOptions> options, TimeProvider time, TransportMetrics metrics, ILoggerFactory? loggers = null) : ITransport
{
    private const string TransportName = "linux";
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("ImKit.Transport.Linux");
    private Acceptor[] _acceptors = [];
    private EventLoop[] _loops = [];
    private ITransportHost? _host;
    private int _turn;

    public string Name => TransportName;

    public bool ServesTcp => LinuxTransport.IsSupported;

    public async ValueTask<IReadOnlyList<IPEndPoint>> StartAsync(ITransportHost host, IReadOnlyList<ListenEndpoint> endpoints, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (endpoints.Count == 0)
            return [];
        try
        {
            for (var i = 0; i < Math.Max(1, host.LoopCount); i++)
                _loops = [.. _loops, new EventLoop(options.Value, time, _logger, metrics)];
            _acceptors = Bind(endpoints);
        }
        catch
        {
            foreach (var loop in _loops)
                loop.Dispose();
            throw;
        }

        _host = host;
        var engine = await StartLoopsAsync().ConfigureAwait(false);
        foreach (var loop in _loops)
            loop.Host = host.AttachLoop(loop);
        for (var i = 0; i < _acceptors.Length; i++)
        {
            Log.Listening(_logger, _acceptors[i].Bound, engine);
            LoopOf(i).Execute(new Begin(LoopOf(i), _acceptors[i]));
        }

        return Array.ConvertAll(_acceptors, static acceptor => acceptor.Bound);
    }

    public async ValueTask StopAcceptingAsync(CancellationToken cancel)
    {
        for (var i = 0; i < _acceptors.Length; i++)
        {
            var end = new EndAccepting(_acceptors[i]);
            if (LoopOf(i).Execute(end))
                await end.Done.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    public async ValueTask StopAsync(CancellationToken cancel)
    {
        if (_host is null)
            return;
        await StopAcceptingAsync(cancel).ConfigureAwait(false);
        try
        {
            await EndLoopsAsync().WaitAsync(s_stopTimeout, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A loop that hangs in somebody's code still uses what it has: its memory is left to the end of the process.
            Log.LoopsDidNotEnd(_logger, s_stopTimeout.TotalSeconds);
            return;
        }

        foreach (var loop in _loops)
            loop.Dispose();
    }

    /// <summary>The loop that accepts for an endpoint.</summary>
    private EventLoop LoopOf(int endpoint) => _loops[endpoint % _loops.Length];

    /// <returns>The engine in use.</returns>
    private async Task<string> StartLoopsAsync()
    {
        var refusals = await Task.WhenAll(_loops.Select(static (loop, i) => loop.StartAsync($"imkit-loop-{i}"))).ConfigureAwait(false);
        var wanted = options.Value.Engine;
        if (wanted == LinuxEngine.Epoll)
            return "epoll";
        if (Array.Find(refusals, static reason => reason is not null) is not { } refused)
            return "io_uring";
        Log.IoUringRefused(_logger, wanted == LinuxEngine.Auto ? LogLevel.Information : LogLevel.Warning, refused);
        return "epoll";
    }

    private Acceptor[] Bind(IReadOnlyList<ListenEndpoint> endpoints)
    {
        var acceptors = new List<Acceptor>(endpoints.Count);
        var descriptors = new DescriptorLimit(options.Value.SpareDescriptors);
        try
        {
            foreach (var endpoint in endpoints)
            {
                var listener = ListeningSocket.Open(endpoint.Address, options.Value, out var bound);
                // TCP knows nothing of a client but its address, so all connections of an endpoint share one origin.
                var origin = new ConnectionOrigin { Transport = TransportName, Endpoint = endpoint };
                acceptors.Add(new Acceptor(LoopOf(acceptors.Count), listener, bound, time, descriptors, (descriptor, peer) => Take(descriptor, peer, origin)));
            }

            return [.. acceptors];
        }
        catch
        {
            acceptors.ForEach(static acceptor => acceptor.Dispose());
            throw;
        }
    }

    /// <summary>Gives an accepted connection to the loop with the fewest.</summary>
    private void Take(int descriptor, PeerAddress peer, ConnectionOrigin origin)
    {
        if (_host!.Accepting && FewestConnections().Take(descriptor, peer, origin))
            return;
        metrics.Drop("stopping");
        _ = Libc.Close(descriptor);
    }

    private EventLoop FewestConnections()
    {
        var best = _loops[(uint)Interlocked.Increment(ref _turn) % _loops.Length];
        foreach (var loop in _loops)
        {
            if (loop.Load < best.Load)
                best = loop;
        }

        return best;
    }

    private async Task EndLoopsAsync()
    {
        await Task.WhenAll(_loops.Select(static loop => loop.AbortAllAsync())).ConfigureAwait(false);
        await Task.WhenAll(_loops.Select(static loop => loop.StopAsync())).ConfigureAwait(false);
    }

    private sealed class Begin(EventLoop loop, Acceptor acceptor) : ILoopWork
    {
        public void Run() => loop.Add(acceptor);
    }

    private sealed class EndAccepting(Acceptor acceptor) : ILoopWork
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public void Run()
        {
            acceptor.Stop();
            _done.SetResult();
        }
    }
}
