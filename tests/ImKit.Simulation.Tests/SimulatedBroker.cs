using ImKit.Nodes;

namespace ImKit.Simulated.Tests;

/// <summary>A broker inside the simulation: order per target and key, and none between keys; how long a message is under way is the seed's.</summary>
internal sealed class SimulatedBroker(SeededScheduler scheduler) : IBroker
{
    private readonly Dictionary<NodeId, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>> _receivers = [];
    private readonly Dictionary<(NodeId, string), Queue<ReadOnlyMemory<byte>>> _lanes = [];

    public ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (!_lanes.TryGetValue((target, key), out var lane))
            _lanes[(target, key)] = lane = new Queue<ReadOnlyMemory<byte>>();
        lane.Enqueue(payload);
        if (lane.Count == 1)
            scheduler.Queue(() => _ = DeliverAsync(target, lane));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel)
    {
        _receivers[node] = receiver;
        return new(new Subscription(this, node));
    }

    private async Task DeliverAsync(NodeId target, Queue<ReadOnlyMemory<byte>> lane)
    {
        if (_receivers.TryGetValue(target, out var receive))
            await receive(lane.Peek(), CancellationToken.None).ConfigureAwait(false);
        lane.Dequeue();
        if (lane.Count > 0)
            scheduler.Queue(() => _ = DeliverAsync(target, lane));
    }

    private sealed class Subscription(SimulatedBroker broker, NodeId node) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            broker._receivers.Remove(node);
            return ValueTask.CompletedTask;
        }
    }
}
