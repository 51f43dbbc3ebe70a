using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Transports.AspNetCore;

/// <summary>The transport whose connections come from the host's own Kestrel endpoints. Any thread.</summary>
internal sealed class AspNetCoreTransport(
    IOptions<AspNetCoreTransportOptions> options, IOptions<ImKitOptions> imkit, ILogger<AspNetCoreTransport> logger, AspNetCoreMetrics metrics, TimeProvider? time = null)
    : ITransport
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private TransportLoop[] _loops = [];
    private ConnectionLimits? _limits;
    private ITransportHost? _host;
    private volatile bool _accepting;
    private uint _next;

    public string Name => "aspnetcore";

    public bool ServesTcp => false;

    /// <summary>Whether a request may become a connection now.</summary>
    public bool Accepting => _accepting && _host is { Accepting: true };

    /// <summary>What a refused client is told to wait.</summary>
    public TimeSpan RetryAfter => imkit.Value.Drain.MaxRetryAfter;

    /// <summary>Whether connections may write to their sockets themselves.</summary>
    public bool WritesDirectly => options.Value.DirectWrites;

    public AspNetCoreMetrics Metrics => metrics;

    public ILogger Logger => logger;

    /// <summary>What a new connection is given. Only while <see cref="Accepting"/>.</summary>
    public ConnectionLimits Limits => _limits!;

    public ValueTask<IReadOnlyList<IPEndPoint>> StartAsync(ITransportHost host, IReadOnlyList<ListenEndpoint> endpoints, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.Count > 0)
            throw new InvalidOperationException("The ASP.NET Core transport has no TCP endpoints of its own: call UseImKit() on an endpoint of Kestrel's.");
        _limits = new ConnectionLimits(options.Value.CloseTimeout, _time, logger);
        _loops = [.. Enumerable.Range(0, Math.Max(1, host.LoopCount)).Select(_ => Attach(host))];
        _host = host;
        _accepting = true;
        return ValueTask.FromResult<IReadOnlyList<IPEndPoint>>([]);
    }

    /// <summary>The loop for the next connection.</summary>
    public TransportLoop NextLoop() => _loops[Interlocked.Increment(ref _next) % (uint)_loops.Length];

    public ValueTask StopAcceptingAsync(CancellationToken cancel)
    {
        _accepting = false;
        return ValueTask.CompletedTask;
    }

    public async ValueTask StopAsync(CancellationToken cancel)
    {
        _accepting = false;
        ForEachConnection(static connection => connection.GoAway());
        await WaitForEndAsync(options.Value.CloseTimeout, cancel).ConfigureAwait(false);
        ForEachConnection(static connection => connection.Abort());
        await WaitForEndAsync(options.Value.CloseTimeout, CancellationToken.None).ConfigureAwait(false);
        var left = _loops.Sum(static loop => loop.Count);
        if (left > 0)
            AspNetCoreLog.ConnectionsLeft(logger, left);
        foreach (var loop in _loops)
            loop.Loop.Stop();
    }

    private TransportLoop Attach(ITransportHost host)
    {
        var loop = new SerialEventLoop(logger);
        return new TransportLoop(loop, host.AttachLoop(loop));
    }

    private void ForEachConnection(Action<LoopConnection> action)
    {
        foreach (var loop in _loops)
            loop.Loop.Post(() => loop.ForEach(action));
    }

    /// <summary>Waits until no connection is left, but no longer than given. Looks every 20 ms: a stop is no hot path.</summary>
    private async Task WaitForEndAsync(TimeSpan atMost, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        while (_loops.Any(static loop => loop.Count > 0) && !cancel.IsCancellationRequested && _time.GetElapsedTime(began) < atMost)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
