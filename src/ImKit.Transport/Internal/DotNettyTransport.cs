using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ImKit.Transports.Internal;

/// <summary>TCP on DotNetty: accepts by itself, gives every connection to the loop with the fewest, and lets DotNetty run the loops and reads.</summary>
internal sealed class DotNettyTransport(
    IOptions<DotNettyOptions> options, TimeProvider time, TransportMetrics metrics, ILoggerFactory? loggers = null) : ITransport
{
    private const string TransportName = "dotnetty";
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(5);

    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;
    private readonly ILogger _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("ImKit.Transport.DotNetty");
    private Acceptor[] _acceptors = [];
    private ConnectionLoop[] _loops = [];
    private ITransportHost? _host;
    private int _turn;

    public string Name => TransportName;

    public bool ServesTcp => true;

    public async ValueTask<IReadOnlyList<IPEndPoint>> StartAsync(ITransportHost host, IReadOnlyList<ListenEndpoint> endpoints, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (endpoints.Count == 0)
            return [];
        NativeAot.KeepHandlers();
        _acceptors = Bind(endpoints);
        DotNettyLogging.Use(_loggers);
        _host = host;
        await StartLoopsAsync(host).ConfigureAwait(false);
        for (var i = 0; i < _acceptors.Length; i++)
        {
            // TCP knows nothing of a client but its address, so all connections of an endpoint share one origin.
            var origin = new ConnectionOrigin { Transport = TransportName, Endpoint = endpoints[i] };
            _acceptors[i].Start(socket => Take(socket, origin));
        }

        return Array.ConvertAll(_acceptors, static acceptor => acceptor.Bound);
    }

    public async ValueTask StopAcceptingAsync(CancellationToken cancel)
    {
        foreach (var acceptor in _acceptors)
            await acceptor.StopAsync().WaitAsync(cancel).ConfigureAwait(false);
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
            Log.LoopsDidNotEnd(_logger, s_stopTimeout.TotalSeconds);
        }

        foreach (var loop in _loops)
            loop.Dispose();
        foreach (var acceptor in _acceptors)
            acceptor.Dispose();
        DotNettyLogging.Release(_loggers);
    }

    private Acceptor[] Bind(IReadOnlyList<ListenEndpoint> endpoints)
    {
        var acceptors = new List<Acceptor>(endpoints.Count);
        var descriptors = new DescriptorLimit(options.Value.SpareDescriptors);
        try
        {
            foreach (var endpoint in endpoints)
                acceptors.Add(new Acceptor(Acceptor.Listen(endpoint.Address, options.Value.Backlog), time, _logger, metrics, descriptors));
            return [.. acceptors];
        }
        catch
        {
            acceptors.ForEach(static acceptor => acceptor.Dispose());
            throw;
        }
    }

    private async Task StartLoopsAsync(ITransportHost host)
    {
        var group = NewGroup(Math.Max(1, host.LoopCount));
        try
        {
            _loops = [.. group.Items.Select(loop => new ConnectionLoop((SingleThreadEventLoop)loop, host, options.Value, time, _logger, metrics))];
        }
        catch
        {
            foreach (var acceptor in _acceptors)
                acceptor.Dispose();
            await group.ShutdownGracefullyAsync(TimeSpan.Zero, s_stopTimeout).ConfigureAwait(false);
            DotNettyLogging.Release(_loggers);
            _host = null;
            throw;
        }
    }

    private MultithreadEventLoopGroup NewGroup(int loops)
    {
        // The threads outlive the caller: nothing of its context (scopes, activities) may flow into them.
        using var _ = ExecutionContext.SuppressFlow();
        return new MultithreadEventLoopGroup(NewLoop, loops);
    }

    private DotNetty.Transport.Channels.IEventLoop NewLoop(IEventLoopGroup group) =>
        new SingleThreadEventLoop(group, $"imkit-loop-{Interlocked.Increment(ref _turn)}");

    /// <summary>Gives an accepted socket to the loop with the fewest connections.</summary>
    private void Take(Socket socket, ConnectionOrigin origin)
    {
        if (_host!.Accepting && FewestConnections().Open(socket, origin))
            return;
        metrics.Drop("stopping");
        socket.Dispose();
    }

    private ConnectionLoop FewestConnections()
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
        await Task.WhenAll(_loops.Select(static loop => loop.StopAsync(s_stopTimeout))).ConfigureAwait(false);
    }
}
