using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Threading;
using ImKit.Wire.Nodes;
using Microsoft.Extensions.Logging;

namespace ImKit.Routing;

/// <summary>Pushes of some rooms for other nodes, batch after batch. Any thread.</summary>
internal sealed partial class RoomLane(
    string name, ImKitOptions options, INodeSender sender, ISessionDirectory directory, NodeIdentity node, IWorkQueue work, ImKitMetrics metrics, TimeProvider time,
    ILogger logger) : SerialWorker(work)
{
    private const int WaitingLimit = 8192;
    private const int BatchLimit = 256;

    // A message with a batch stays far below what brokers take; a push alone may be as large as a frame.
    private const int BatchBytes = 256 << 10;
    private readonly ConcurrentQueue<RoomPush> _waiting = new();
    private readonly List<(RoomPush Push, NodeMessage Message)> _batch = [];
    private readonly Dictionary<RoomKey, IReadOnlyList<NodeId>> _nodes = [];
    private int _count;
    private long _failures;

    protected override bool HasWork => !_waiting.IsEmpty;

    /// <returns>False if as many wait as may.</returns>
    public bool TryPost(RoomPush push)
    {
        if (Interlocked.Increment(ref _count) > WaitingLimit)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _waiting.Enqueue(push);
        Schedule();
        return true;
    }

    protected override async ValueTask RunBatchAsync()
    {
        Take();
        await FindAsync().ConfigureAwait(false);
        await Task.WhenAll(_nodes.Values.SelectMany(static nodes => nodes).Distinct().Where(other => other != node.Id).Select(SendAsync)).ConfigureAwait(false);
        foreach (var (push, _) in _batch)
            push.Done?.TrySetResult(_nodes[push.Key].Count(other => other != node.Id));
    }

    protected override void OnFault(Exception fault)
    {
        foreach (var (push, _) in _batch)
        {
            metrics.Unrouted("broker");
            push.Done?.TrySetResult(0);
        }

        LogFailed(logger, _batch.Count, fault);
    }

    private void Take()
    {
        _batch.Clear();
        _nodes.Clear();
        var bytes = 0;
        while (_batch.Count < BatchLimit && bytes < BatchBytes && _waiting.TryDequeue(out var push))
        {
            Interlocked.Decrement(ref _count);
            var message = new NodeMessage { Tenant = push.Key.Tenant.Value };
            // Before anything that may fail: who waits for a push of the batch is told then, too.
            _batch.Add((push, message));
            message.ToRoom = new ToRoom { Room = push.Key.Room.Value, Payload = NodePayload.Of(push.Message) };
            bytes += message.CalculateSize();
        }
    }

    private async ValueTask FindAsync()
    {
        using var deadline = new CancellationTokenSource(options.Node.PushTimeout, time);
        var asked = _batch.Select(static item => item.Push.Key).Distinct()
            .Select(key => (key, directory.FindRoomNodesAsync(key.Tenant, key.Room, deadline.Token).AsTask())).ToList();
        foreach (var (key, nodes) in asked)
            _nodes[key] = await OrNobodyAsync(key, nodes, deadline.Token).ConfigureAwait(false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A directory that fails must not fail who pushes: this node's members have their push.")]
    private async ValueTask<IReadOnlyList<NodeId>> OrNobodyAsync(RoomKey key, Task<IReadOnlyList<NodeId>> nodes, CancellationToken deadline)
    {
        try
        {
            return await nodes.OrGiveUpAsync(deadline).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            foreach (var (push, _) in _batch)
            {
                if (push.Key == key)
                    metrics.Unrouted("directory");
            }

            // An outage is one cause of many such failures: 1, 2, 4, 8 …
            var count = ++_failures;
            if ((count & (count - 1)) == 0)
                LogUnknown(logger, count, error);
            return [];
        }
    }

    private Task SendAsync(NodeId other)
    {
        var messages = _batch.Where(item => _nodes[item.Push.Key].Contains(other)).Select(static item => item.Message).ToList();
        var message = messages.Count == 1 ? messages[0] : new NodeMessage { Several = new Several { Messages = { messages } } };
        return sender.SendAsync(other, name, message, CancellationToken.None).AsTask();
    }

    [LoggerMessage(3007, LogLevel.Warning, "It is not known which other nodes hold a room: a push reaches only this node's members. So far {Count} times since the start.")]
    private static partial void LogUnknown(ILogger logger, long count, Exception error);

    [LoggerMessage(3008, LogLevel.Error, "{Count} pushes for rooms could not be taken to other nodes.")]
    private static partial void LogFailed(ILogger logger, int count, Exception error);
}
