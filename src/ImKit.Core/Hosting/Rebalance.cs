using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Routing;
using Microsoft.Extensions.Logging;

namespace ImKit.Hosting;

/// <summary>Compares this node's connections with its share now and then, and lets clients go to other nodes while it holds more. One worker.</summary>
/// <remarks>What the registry says of others is some seconds old, and clients on their way are counted nowhere. So a node keeps the larger of the shares of two looks
/// in a row: nothing begins in the minute in which a node comes or goes, and what others let go meanwhile makes no share smaller.</remarks>
internal sealed partial class Rebalance(
    ImKitOptions options, INodeRegistry registry, NodeIdentity node, LocalDelivery local, ImKitMetrics metrics, TimeProvider time, ILogger<Rebalance> logger) : IDisposable
{
    private readonly RebalanceOptions _options = options.Rebalance;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private MoveRound? _round;
    private int? _lastShare;
    private long _newest;

    public void Start()
    {
        if (_options.Enabled && options.Roles.HasFlag(NodeRoles.Access))
            _running = RunAsync(_stop.Token);
    }

    /// <summary>Lets nobody go any more.</summary>
    public async Task StopAsync()
    {
        // What waits for it is only the next look; CancelAsync would take it to the thread pool, out of a simulation.
        _stop.Cancel();
        _round?.End();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _round?.End();
    }

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_options.Interval, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            await LookAsync(stop).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A registry that fails now may answer at the next look.")]
    private async Task LookAsync(CancellationToken stop)
    {
        _round?.End();
        var newest = _newest;
        _newest = node.LastSessionId;
        try
        {
            using var deadline = new CancellationTokenSource(options.Node.Lease / 3, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stop);
            var listed = await registry.ListAsync(either.Token).AsTask().WaitAsync(either.Token).ConfigureAwait(false);
            var share = node.HoldsLease ? FairShare.Of(listed, node, local.Channels.Count) : null;
            if (share is { } fair && _lastShare is { } last && !stop.IsCancellationRequested)
                Begin(fair, Math.Max(fair.Share, last), newest);
            _lastShare = share?.Share;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            _lastShare = null;
            LogUnknown(error);
        }
    }

    private void Begin(FairShare fair, int keep, long newest)
    {
        var held = local.Channels.Count;
        if (held <= keep * (1 + _options.Tolerance))
            return;
        LogBegins(held, keep, held - keep);
        var round = _round = new MoveRound(fair.Nodes, node.Id, local.Channels, keep, newest);
        var buckets = local.Buckets;
        foreach (var bucket in buckets)
            bucket.Post(MoveWalk.Begin(round, (double)_options.PerSecond / buckets.Count, _options.MaxRetryAfter, metrics.Moved));
    }

    [LoggerMessage(3030, LogLevel.Information, "This node holds {Held} connections and its share is {Share}: up to {Count} clients are told to go to other nodes.")]
    private partial void LogBegins(int held, int share, int count);

    [LoggerMessage(3031, LogLevel.Warning, "The registry of nodes did not answer; no client is told to go to another node before it does.")]
    private partial void LogUnknown(Exception error);
}
