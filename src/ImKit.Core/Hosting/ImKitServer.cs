using System.Diagnostics.CodeAnalysis;
using System.Net;
using ImKit.Diagnostics;
using ImKit.Forwarding;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Hosting;

/// <summary>Starts and stops the parts in their order, with the host.</summary>
/// <remarks>The drain runs in <see cref="StoppingAsync"/>, before any hosted service stops: a web server still answers then.</remarks>
internal sealed partial class ImKitServer(
    IServiceProvider provider, IEnumerable<ITransport> transports, ListenEndpoints endpoints, ImKitOptions options, TimeProvider time,
    ILogger<ImKitServer> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan UndoTime = TimeSpan.FromSeconds(5);
    private readonly ITransport[] _transports = [.. transports];
    private readonly List<ITransport> _started = [];
    private IAsyncDisposable? _subscription;
    private int _phase;

    /// <summary>Started and not stopping.</summary>
    public bool IsReady => Volatile.Read(ref _phase) == 1;

    /// <summary>TCP addresses it listens on, in the order of <c>AddTcp</c> and <c>AddWebSocket</c>.</summary>
    public IReadOnlyList<IPEndPoint> TcpAddresses { get; private set; } = [];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        RequireParts();
        try
        {
            await StartPartsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // The host stops nothing that did not start: the lease would be renewed and the clocks would tick as long as the process lives.
            await UndoAsync().ConfigureAwait(false);
            throw;
        }

        provider.GetRequiredService<Rebalance>().Start();
        provider.GetRequiredService<RoomCensus>().Start();
        provider.GetRequiredService<SharedBans>().Start();
        provider.GetRequiredService<SharedPermits>().Start();
        Volatile.Write(ref _phase, 1);
        LogStarted(logger, options.Node.Id, string.Join(", ", _transports.Select(static transport => transport.Name)), string.Join(", ", TcpAddresses));
    }

    private async Task StartPartsAsync(CancellationToken cancellationToken)
    {
        var local = provider.GetRequiredService<LocalDelivery>();
        var access = provider.GetRequiredService<AccessLayer>();
        provider.GetRequiredService<ImKitMetrics>().Observe(
            () => local.Buckets, local.Rooms, () => provider.GetRequiredService<SessionServices>().Observers.Dropped);
        await provider.GetRequiredService<NodeLeaseKeeper>().JoinAsync(cancellationToken).ConfigureAwait(false);
        var inbox = provider.GetRequiredService<NodeInbox>();
        _subscription = await provider.GetRequiredService<IBroker>()
            .SubscribeAsync(provider.GetRequiredService<NodeIdentity>().Id, inbox.HandleAsync, cancellationToken).ConfigureAwait(false);
        await provider.GetRequiredService<IMessagingLifecycle>().StartAsync(cancellationToken).ConfigureAwait(false);
        if (options.Roles.HasFlag(NodeRoles.Access))
            await ListenAsync(access, cancellationToken).ConfigureAwait(false);
    }

    private async Task ListenAsync(AccessLayer access, CancellationToken cancellationToken)
    {
        if (!options.Roles.HasFlag(NodeRoles.Business))
            provider.GetRequiredService<BusinessNodes>().Start();
        access.SetAccepting(true);
        var tcp = Array.Find(_transports, static transport => transport.ServesTcp);
        foreach (var transport in _transports)
        {
            var bound = await transport.StartAsync(access, transport == tcp ? endpoints.All : [], cancellationToken).ConfigureAwait(false);
            _started.Add(transport);
            if (transport != tcp)
                continue;
            TcpAddresses = bound;
            for (var i = 0; i < bound.Count; i++)
                endpoints.All[i].Bound = bound[i];
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _phase, 2) != 1)
            return;
        var began = time.GetTimestamp();
        provider.GetRequiredService<AccessLayer>().SetAccepting(false);
        await provider.GetRequiredService<Rebalance>().StopAsync().ConfigureAwait(false);
        foreach (var transport in _started)
            await transport.StopAcceptingAsync(cancellationToken).ConfigureAwait(false);
        provider.GetRequiredService<ForwardedRequests>().Leave();
        await provider.GetRequiredService<NodeLeaseKeeper>().RetireAsync(cancellationToken).ConfigureAwait(false);
        await provider.GetRequiredService<Farewell>().BeginAsync(cancellationToken).ConfigureAwait(false);
        var left = await provider.GetRequiredService<Drain>().RunAsync(cancellationToken).ConfigureAwait(false);
        LogDrained(logger, left, time.GetElapsedTime(began).TotalSeconds);
        // Here and not in StopAsync: a web server that stops first would wait for the connections that are left until the host loses patience.
        foreach (var transport in _started)
            await transport.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _phase, 3) is not (0 or 3))
            await StopPartsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task StopPartsAsync(CancellationToken cancellationToken)
    {
        await provider.GetRequiredService<Rebalance>().StopAsync().ConfigureAwait(false);
        await provider.GetRequiredService<RoomCensus>().StopAsync().ConfigureAwait(false);
        await provider.GetRequiredService<SharedBans>().StopAsync().ConfigureAwait(false);
        await provider.GetRequiredService<SharedPermits>().StopAsync().ConfigureAwait(false);
        await provider.GetRequiredService<Farewell>().WaitAsync(cancellationToken).ConfigureAwait(false);
        await FinishForwardedAsync(cancellationToken).ConfigureAwait(false);
        provider.GetRequiredService<BusinessNodes>().Dispose();
        await provider.GetRequiredService<IMessagingLifecycle>().StopAsync(cancellationToken).ConfigureAwait(false);
        if (_subscription is not null)
            await _subscription.DisposeAsync().ConfigureAwait(false);
        await provider.GetRequiredService<NodeLeaseKeeper>().LeaveAsync(cancellationToken).ConfigureAwait(false);
        await provider.GetRequiredService<Farewell>().EndAsync(cancellationToken).ConfigureAwait(false);
        foreach (var bucket in provider.GetRequiredService<LocalDelivery>().Buckets)
            bucket.Clock.Dispose();
        LogStopped(logger);
    }

    /// <summary>What other nodes have asked for and was begun is answered before the stores close.</summary>
    private async Task FinishForwardedAsync(CancellationToken cancellationToken)
    {
        var forwarded = provider.GetRequiredService<ForwardedRequests>();
        forwarded.Leave();
        try
        {
            await forwarded.WhenIdleAsync(cancellationToken).WaitAsync(options.Forwarding.Timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Who asked is told nothing, and their client asks again.
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What fails here must not hide why the start failed.")]
    private async Task UndoAsync()
    {
        using var deadline = new CancellationTokenSource(UndoTime, time);
        try
        {
            provider.GetRequiredService<AccessLayer>().SetAccepting(false);
            foreach (var transport in _started)
                await transport.StopAsync(deadline.Token).ConfigureAwait(false);
            await StopPartsAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogUndoFailed(logger, error);
        }
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void RequireParts()
    {
        if (!options.Roles.HasFlag(NodeRoles.Access))
            return;
        if (provider.GetService<IAuthenticator>() is null)
        {
            throw new InvalidOperationException(
                "ImKit has no authenticator, so nobody could log in. Add one with AddAuthenticator<T>(), or for development AddDevelopmentAuthenticator().");
        }

        foreach (var endpoint in endpoints.All)
            _ = endpoint.Rules;
        if (_transports.Length == 0)
            throw new InvalidOperationException("ImKit has no transport. Add UseDotNetty() (package ImKit.Transport), UseLinux() (package ImKit.Transport.Linux) or AddAspNetCore() (package ImKit.AspNetCore).");
        if (endpoints.All.Count > 0 && !Array.Exists(_transports, static transport => transport.ServesTcp))
            throw new InvalidOperationException("AddTcp or AddWebSocket was called, but no transport here serves TCP. Add UseDotNetty() of the package ImKit.Transport, or UseLinux() of ImKit.Transport.Linux.");
        var shutdown = provider.GetService<IOptions<HostOptions>>()?.Value.ShutdownTimeout ?? TimeSpan.MaxValue;
        var needed = options.Drain.Period + options.Drain.Grace + TimeSpan.FromSeconds(2);
        if (shutdown != Timeout.InfiniteTimeSpan && shutdown < needed)
        {
            throw new InvalidOperationException(
                $"HostOptions.ShutdownTimeout is {shutdown}, but Drain.Period + Drain.Grace and 2 s for the end need {needed}: clients would be cut in the middle.");
        }
    }

    [LoggerMessage(100, LogLevel.Information, "Node {Node} is ready; transports: {Transports}; TCP: {Tcp}.")]
    private static partial void LogStarted(ILogger logger, string node, string transports, string tcp);

    [LoggerMessage(101, LogLevel.Information, "Drained in {Seconds:F1} s; {Left} connections are cut.")]
    private static partial void LogDrained(ILogger logger, int left, double seconds);

    [LoggerMessage(102, LogLevel.Information, "Stopped.")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(103, LogLevel.Error, "What was started before the start failed could not be stopped.")]
    private static partial void LogUndoFailed(ILogger logger, Exception error);
}
