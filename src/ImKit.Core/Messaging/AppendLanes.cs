using ImKit.Diagnostics;
using ImKit.Threading;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>The way into the message store: conversations hash to lanes, so that one conversation's appends come one batch after the other. Any thread.</summary>
internal sealed class AppendLanes
{
    private readonly AppendLane[] _lanes;
    private readonly Outstanding _outstanding;
    private readonly MessagingMetrics _metrics;
    private volatile bool _closed;

    public AppendLanes(LaneStore store, Outbox outbox, MessagingMetrics metrics, IOptions<ImKitOptions> options, IWorkQueue work, ILogger<AppendLane> logger)
    {
        var messaging = options.Value.Messaging;
        _metrics = metrics;
        _outstanding = new Outstanding(work);
        _lanes = [.. Enumerable.Range(0, messaging.AppendLanes)
            .Select(_ => new AppendLane(messaging.AppendQueue, store, outbox, metrics, _outstanding, work, logger))];
        metrics.ObserveLanes(() => _outstanding.Count);
    }

    /// <summary>Takes a request for which the outbox has reserved room.</summary>
    /// <returns>False if the lane is full or closed: nothing was taken, and the room is the caller's to give back.</returns>
    public bool TryEnqueue(PendingAppend append)
    {
        var lane = _lanes[(uint)append.Request.Conversation.GetHashCode() % (uint)_lanes.Length];
        if (!_closed && lane.TryEnqueue(append))
            return true;
        _metrics.Refused("lane");
        return false;
    }

    /// <summary>Takes nothing more, and completes when everything taken has its outcome.</summary>
    public Task CloseAsync(CancellationToken cancel)
    {
        _closed = true;
        return _outstanding.WhenZeroAsync(cancel);
    }
}
