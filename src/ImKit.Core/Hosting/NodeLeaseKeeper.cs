using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;
using Microsoft.Extensions.Logging;

namespace ImKit.Hosting;

/// <summary>Joins the cluster, renews the node's lease every third of it with the node's numbers, leaves at the end.</summary>
/// <remarks>A node that has lost its lease counts as dead to others, its routes are gone: it sends its clients away and joins as a new boot.</remarks>
internal sealed partial class NodeLeaseKeeper(
    ImKitOptions options, INodeRegistry registry, NodeIdentity node, LocalDelivery local, SessionServices sessions, TimeProvider time,
    ILogger<NodeLeaseKeeper> logger) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private int _weight = 100;

    public async ValueTask JoinAsync(CancellationToken cancel)
    {
        await registry.JoinAsync(Describe(), options.Node.Lease, cancel).ConfigureAwait(false);
        _renewing = RenewAsync(_stop.Token);
    }

    /// <summary>Tells others to send no more clients here.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A stop goes on whatever the registry says.")]
    public async ValueTask RetireAsync(CancellationToken cancel)
    {
        _weight = 0;
        try
        {
            await registry.RenewAsync(Describe(), options.Node.Lease, cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogRenewFailed(logger, error);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A lease that cannot be given back ends by itself.")]
    public async ValueTask LeaveAsync(CancellationToken cancel)
    {
        // What waits for it is only the renewal; CancelAsync would take it to the thread pool, out of a simulation.
        _stop.Cancel();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await registry.LeaveAsync(Describe(), cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogRenewFailed(logger, error);
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task RenewAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.Node.Lease / 3, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            await RenewOnceAsync(stop).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The next renewal tries again.")]
    private async ValueTask RenewOnceAsync(CancellationToken stop)
    {
        try
        {
            if (await registry.RenewAsync(Describe(), options.Node.Lease, stop).ConfigureAwait(false))
                return;
            LogLost(logger, node.Id);
            node.Reboot();
            await registry.JoinAsync(Describe(), options.Node.Lease, stop).ConfigureAwait(false);
            local.Rooms.RenewHistories();
            foreach (var bucket in local.Buckets)
                bucket.Post(CloseAll.Instance);
            // A room that a new client enters before the last of the old ones has left never becomes empty, and would not be told of.
            sessions.Interest.AnnounceAll();
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            LogRenewFailed(logger, error);
        }
    }

    private NodeInfo Describe() => new()
    {
        Id = node.Id,
        BootId = node.BootId,
        Address = options.Node.Address,
        Region = options.Node.Region,
        Weight = _weight,
        Connections = local.Channels.Count,
        Addresses = sessions.Addresses.Count,
    };

    [LoggerMessage(3020, LogLevel.Error, "Node {Node} lost its lease: its clients are sent away and it joins anew.")]
    private static partial void LogLost(ILogger logger, NodeId node);

    [LoggerMessage(3021, LogLevel.Warning, "The node's lease could not be renewed.")]
    private static partial void LogRenewFailed(ILogger logger, Exception error);
}
