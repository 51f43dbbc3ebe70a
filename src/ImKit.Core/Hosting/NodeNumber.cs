using ImKit.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Hosting;

/// <summary>Sees to it that no other live node has this one's number: two of them could give two entries one message id.</summary>
internal sealed partial class NodeNumber(ImKitOptions options, INodeRegistry registry, NodeIdentity node, TimeProvider time, ILogger<NodeNumber> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the number is free: whoever had it before may have died, and then is listed until its lease ends.</summary>
    /// <exception cref="InvalidOperationException">It is another's still when a dead node's lease must have ended.</exception>
    public async ValueTask RequireAsync(CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        for (var waited = false; ; waited = true)
        {
            if (Find(await registry.ListAsync(cancel).ConfigureAwait(false)) is not { } other)
                return;
            if (time.GetElapsedTime(began) > options.Node.Lease * 1.5)
            {
                throw new InvalidOperationException(
                    $"Node.Number is {options.Node.Number}, which is the number of node '{other}' too. Give every node that shares a store a number of its own, 0 to 1023.");
            }

            if (!waited)
                LogWaits(logger, options.Node.Number, other);
            await Task.Delay(Pause, time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Says so if another took the number while this node was cut off.</summary>
    public void Check(IReadOnlyList<NodeInfo> nodes)
    {
        if (Find(nodes) is { } other)
            LogTaken(logger, options.Node.Number, other);
    }

    // Of two that start at once the later one, by the same rule on both, has to give way.
    private NodeId? Find(IReadOnlyList<NodeInfo> nodes) => nodes.FirstOrDefault(other =>
        other.Id != node.Id && other.Number == options.Node.Number
        && (other.BootId < node.BootId || (other.BootId == node.BootId && other.Id < node.Id)))?.Id;

    [LoggerMessage(3025, LogLevel.Warning, "Number {Number} is that of node {Other}; the start waits until its lease ends, should it be dead.")]
    private static partial void LogWaits(ILogger logger, int number, NodeId other);

    [LoggerMessage(3026, LogLevel.Error, "While this node was cut off, node {Other} started with its number {Number}: restart one of them with another Node.Number.")]
    private static partial void LogTaken(ILogger logger, int number, NodeId other);
}
