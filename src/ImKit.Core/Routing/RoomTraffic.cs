using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Nodes;
using ImKit.Protocol;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Routing;

/// <summary>Takes pushes for rooms to the other nodes that hold members: in the order of the calls for each room, and what waits together for one node in one
/// message. Any thread.</summary>
/// <remarks>Rooms are spread over lanes. A lane asks where its rooms are once for all that waits, after it was pushed, and nothing waits for company: under
/// load what comes while a message is on its way is the next one.</remarks>
internal sealed class RoomTraffic
{
    private const int Lanes = 8;
    private readonly ISessionDirectory _directory;
    private readonly ImKitMetrics _metrics;
    private readonly NodeId _node;
    private readonly RoomLane[] _lanes;

    // Whether the directory answers without a wait, as one in this process does: then a push that concerns this node alone is over at once.
    private volatile bool _knowsAtOnce = true;

    public RoomTraffic(
        ImKitOptions options, INodeSender sender, ISessionDirectory directory, NodeIdentity node, IWorkQueue work, ImKitMetrics metrics, TimeProvider time,
        ILogger<RoomTraffic> logger)
    {
        _directory = directory;
        _metrics = metrics;
        _node = node.Id;
        _lanes = [.. Enumerable.Range(0, Lanes).Select(lane => new RoomLane($"rooms-{lane}", options, sender, directory, node, work, metrics, time, logger))];
    }

    /// <summary>Sends behind the caller's back. A push that finds too many waiting is dropped and counted.</summary>
    public void Post(RoomKey key, OutboundMessage message)
    {
        if (!IsHereAlone(key) && !LaneOf(key).TryPost(new RoomPush(key, message, null)))
            _metrics.Unrouted("queue_full");
    }

    /// <summary>Ends when the nodes concerned have been sent the push, or could not be.</summary>
    /// <returns>How many nodes that were.</returns>
    public async ValueTask<int> SendAsync(RoomKey key, OutboundMessage message, CancellationToken cancel)
    {
        if (IsHereAlone(key))
            return 0;
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (LaneOf(key).TryPost(new RoomPush(key, message, done)))
            return await done.Task.WaitAsync(cancel).ConfigureAwait(false);
        _metrics.Unrouted("queue_full");
        return 0;
    }

    private bool IsHereAlone(RoomKey key)
    {
        if (!_knowsAtOnce)
            return false;
        var found = _directory.FindRoomNodesAsync(key.Tenant, key.Room, CancellationToken.None);
        if (found.IsCompletedSuccessfully)
        {
            var nodes = found.Result;
            return nodes.Count == 0 || (nodes.Count == 1 && nodes[0] == _node);
        }

        // Not asked again: the lane asks.
        _knowsAtOnce = false;
        _ = found.AsTask().ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return false;
    }

    // FNV-1a: the runtime's own hash of a text differs from process to process, and with it a simulation would.
    private RoomLane LaneOf(RoomKey key)
    {
        var hash = 2166136261;
        foreach (var letter in key.Room.Value)
            hash = unchecked((hash ^ letter) * 16777619);
        return _lanes[hash % Lanes];
    }
}
