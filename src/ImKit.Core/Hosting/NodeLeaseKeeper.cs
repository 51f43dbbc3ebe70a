using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Hosting;

/// <summary>Joins the cluster, renews the node's lease every third of it with the node's numbers, leaves at the end.</summary>
/// <remarks>A node whose lease has ended counts as dead to others. It keeps its connections and serves them, admits nobody new, and joins as a later boot
/// with all its sessions as soon as the registry answers. If another process has its id, it sends its clients away and stays out.</remarks>
internal sealed partial class NodeLeaseKeeper(
    ImKitOptions options, INodeRegistry registry, NodeIdentity node, LocalDelivery local, SessionServices sessions, SessionRestore restore, NodeNumber number,
    ImKitMetrics metrics, TimeProvider time, ILogger<NodeLeaseKeeper> logger) : IDisposable
{
    private static readonly TimeSpan ImpatientPeriod = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _renewing = Task.CompletedTask;
    private Task _checking = Task.CompletedTask;
    private long _interruptions;
    private LeaseState _state;
    private int _weight = options.Node.Weight;

    private enum LeaseState
    {
        Held,

        /// <summary>Ended by this node's clock; whether others know is not known.</summary>
        Expired,

        /// <summary>Joined as a later boot, and sessions are still to be registered under it.</summary>
        Restoring,

        /// <summary>Another process has the id.</summary>
        Superseded,
    }

    public async ValueTask JoinAsync(CancellationToken cancel)
    {
        // A start takes the place of the one before it, which is listed until its lease ends, also if the clock was set back meanwhile.
        foreach (var earlier in await registry.ListAsync(cancel).ConfigureAwait(false))
        {
            if (earlier.Id == node.Id)
                node.StartAfter(earlier.BootId);
        }

        var asked = time.GetTimestamp();
        _interruptions = registry.Interruptions;
        await registry.JoinAsync(Describe(), options.Node.Lease, cancel).ConfigureAwait(false);
        node.HoldLease(asked, options.Node.Lease);
        _renewing = RenewAsync(_stop.Token);
        await number.RequireAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Tells others to send no more clients here.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A stop goes on whatever the registry says.")]
    public async ValueTask RetireAsync(CancellationToken cancel)
    {
        _weight = 0;
        try
        {
            await WithDeadlineAsync(token => registry.RenewAsync(Describe(), options.Node.Lease, token), cancel).ConfigureAwait(false);
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
        await _checking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await WithDeadlineAsync(
                async token =>
                {
                    await registry.LeaveAsync(Describe(), token).ConfigureAwait(false);
                    return true;
                },
                cancel).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogRenewFailed(logger, error);
        }
    }

    public void Dispose() => _stop.Dispose();

    private async Task RenewAsync(CancellationToken stop)
    {
        var period = options.Node.Lease / 3;
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            timer.Period = await TryRenewAsync(stop).ConfigureAwait(false) ? period : period < ImpatientPeriod ? period : ImpatientPeriod;
    }

    /// <returns>False if it is to be tried again soon.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The next renewal tries again.")]
    private async ValueTask<bool> TryRenewAsync(CancellationToken stop)
    {
        try
        {
            var (asked, interruptions) = (time.GetTimestamp(), registry.Interruptions);
            if (await WithDeadlineAsync(token => registry.RenewAsync(Describe(), options.Node.Lease, token), stop).ConfigureAwait(false))
                node.HoldLease(asked, options.Node.Lease);
            else if (!await TryRejoinAsync(stop).ConfigureAwait(false))
                return true;
            if (_state == LeaseState.Restoring)
            {
                await restore.RunAsync(sessions.Interest, CloseReason.Replaced, stop).ConfigureAwait(false);
                local.Rooms.RenewHistories();
                _interruptions = interruptions;
            }

            // Beside the renewals: it may take longer than a lease.
            if (interruptions != Volatile.Read(ref _interruptions) && _checking.IsCompleted)
                _checking = CheckAsync(interruptions, stop);

            if (_state != LeaseState.Held)
                LogHeld(logger, node.Id);
            _state = LeaseState.Held;
            return true;
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            metrics.LeaseFailed();
            LogRenewFailed(logger, error);
            if (!node.HoldsLease && _state == LeaseState.Held)
            {
                _state = LeaseState.Expired;
                LogExpired(logger, node.Id);
            }

            return false;
        }
    }

    /// <summary>Registers what the registry has forgotten although this node's lease is still there.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The next renewal tries again.")]
    private async Task CheckAsync(long interruptions, CancellationToken stop)
    {
        try
        {
            // The other may be an old session whose end was lost: this client comes again, and then it is the later one.
            await restore.RunAsync(sessions.Interest, CloseReason.Busy with { Text = "the session was lost" }, stop).ConfigureAwait(false);
            local.Rooms.RenewHistories();
            Volatile.Write(ref _interruptions, interruptions);
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            LogCheckFailed(logger, error);
        }
    }

    /// <summary>Joins as a later boot, unless another process holds the id.</summary>
    private async ValueTask<bool> TryRejoinAsync(CancellationToken stop)
    {
        var nodes = await WithDeadlineAsync(registry.ListAsync, stop).ConfigureAwait(false);
        if (nodes.Any(other => other.Id == node.Id && other.BootId > node.BootId))
        {
            node.EndLease();
            if (_state != LeaseState.Superseded)
            {
                LogSuperseded(logger, node.Id);
                foreach (var bucket in local.Buckets)
                    bucket.Post(CloseAll.Instance);
            }

            _state = LeaseState.Superseded;
            return false;
        }

        LogLost(logger, node.Id);
        metrics.LeaseLost();
        node.Reboot();
        var asked = time.GetTimestamp();
        await WithDeadlineAsync(
            async token =>
            {
                await registry.JoinAsync(Describe(), options.Node.Lease, token).ConfigureAwait(false);
                return true;
            },
            stop).ConfigureAwait(false);
        node.HoldLease(asked, options.Node.Lease);
        number.Check(nodes);
        _state = LeaseState.Restoring;
        return true;
    }

    // Two tries within a lease: a registry that does not answer must not take the time of the next try.
    private async ValueTask<T> WithDeadlineAsync<T>(Func<CancellationToken, ValueTask<T>> ask, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(options.Node.Lease / 3, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        var answer = ask(either.Token);
        return answer.IsCompletedSuccessfully ? answer.Result : await answer.AsTask().OrGiveUpAsync(either.Token).ConfigureAwait(false);
    }

    private NodeInfo Describe() => new()
    {
        Id = node.Id,
        BootId = node.BootId,
        Address = options.Node.Address,
        Region = options.Node.Region,
        Roles = options.Roles,
        Endpoints = string.Join(' ', options.Node.Endpoints.Select(static endpoint => endpoint.PathAndQuery == "/" ? endpoint.AbsoluteUri.TrimEnd('/') : endpoint.AbsoluteUri)),
        Capacity = options.Limits.Connections,
        Number = options.Node.Number,
        Weight = _weight,
        Connections = local.Channels.Count,
        Addresses = sessions.Addresses.Count,
    };

    [LoggerMessage(3020, LogLevel.Error, "Node {Node} lost its lease: others have forgotten its sessions. It joins anew and registers them again.")]
    private static partial void LogLost(ILogger logger, NodeId node);

    [LoggerMessage(3021, LogLevel.Warning, "The node's lease could not be renewed.")]
    private static partial void LogRenewFailed(ILogger logger, Exception error);

    [LoggerMessage(3022, LogLevel.Error, "The lease of node {Node} has ended and cannot be renewed: it serves its connections, and admits nobody new.")]
    private static partial void LogExpired(ILogger logger, NodeId node);

    [LoggerMessage(3023, LogLevel.Information, "Node {Node} holds its lease again.")]
    private static partial void LogHeld(ILogger logger, NodeId node);

    [LoggerMessage(3027, LogLevel.Warning, "It could not be checked whether the directory still knows this node's sessions after it was away; the next renewal tries again.")]
    private static partial void LogCheckFailed(ILogger logger, Exception error);

    [LoggerMessage(3024, LogLevel.Error, "Another process runs as node {Node}: this one sends its clients away and stays out. Give every node an id of its own (Node.Id).")]
    private static partial void LogSuperseded(ILogger logger, NodeId node);
}
