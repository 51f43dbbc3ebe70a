using System.Diagnostics.CodeAnalysis;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Threading;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Forwarding;

/// <summary>How a business node that stops takes leave of the nodes that ask it: they are told at once, and it listens until they have looked at the registry,
/// so that what they send meanwhile is sent back and not left unread. One caller at a time.</summary>
internal sealed partial class Farewell(
    ImKitOptions options, INodeRegistry registry, INodeSender sender, NodeIdentity node, TimeProvider time, ILogger<Farewell> logger)
{
    // A look may just have begun when they are told; the next is a pause later. And a little for the way.
    private static readonly TimeSpan Patience = BusinessNodes.Pause * 2.5;
    private NodeId[] _askers = [];
    private long? _told;

    /// <summary>Tells those that ask that the registry says something new: this node takes nothing more.</summary>
    public async ValueTask BeginAsync(CancellationToken cancel)
    {
        if (!options.Roles.HasFlag(NodeRoles.Business) || !await FindAskersAsync(cancel).ConfigureAwait(false))
            return;
        _told = time.GetTimestamp();
        await TellAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Completes when those that were told know.</summary>
    public async ValueTask WaitAsync(CancellationToken cancel)
    {
        if (_told is { } told && Patience - time.GetElapsedTime(told) is var left && left > TimeSpan.Zero)
            await Task.Delay(left, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Tells them that this node is gone: what it still owes them it will not answer.</summary>
    public ValueTask EndAsync(CancellationToken cancel) => TellAsync(cancel);

    /// <returns>Whether there are some, or may be.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "A stop goes on whatever the registry says.")]
    private async ValueTask<bool> FindAskersAsync(CancellationToken cancel)
    {
        try
        {
            using var deadline = new CancellationTokenSource(options.Node.Lease / 3, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
            var listed = await registry.ListAsync(either.Token).AsTask().OrGiveUpAsync(either.Token).ConfigureAwait(false);
            _askers = [.. listed.Where(other => other.Id != node.Id && !other.Roles.HasFlag(NodeRoles.Business) && other.Roles.HasFlag(NodeRoles.Access)).Select(static other => other.Id)];
            return _askers.Length > 0;
        }
        catch (Exception error)
        {
            // Who asks is not known, and finds it out by being sent back: for that it listens all the same.
            LogUnknown(error);
            return true;
        }
    }

    private async ValueTask TellAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var asker in _askers)
                await sender.SendAsync(asker, "sections", new NodeMessage { SectionsChanged = new SectionsChanged() }, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The others find out at their next look.
        }
    }

    [LoggerMessage(3043, LogLevel.Warning, "The registry of nodes did not answer; the nodes that ask this one are not told that it stops")]
    private partial void LogUnknown(Exception error);
}
