using ImKit.Nodes;

namespace ImKit.Simulated.Tests;

/// <summary>A broker inside the simulation: order per target and key, and none between keys; how long a message is under way is the seed's. What is for a node
/// that is cut off, or on the other side of a partition, waits until that is healed.</summary>
internal sealed class SimulatedBroker(SeededScheduler scheduler)
{
    private readonly Dictionary<NodeId, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>> _receivers = [];
    private readonly Dictionary<NodeId, Reach> _nodes = [];
    private readonly Dictionary<(NodeId, string), Lane> _lanes = [];

    /// <summary>Messages that have waited for a partition to heal.</summary>
    public int Held { get; private set; }

    /// <summary>The broker as one node has it.</summary>
    public IBroker For(NodeId node, Reach reach)
    {
        _nodes[node] = reach;
        return new Door(this, reach);
    }

    /// <summary>Something has healed: what waited goes on.</summary>
    public void GoOn()
    {
        foreach (var lane in _lanes.Values)
            Run(lane);
    }

    private ValueTask Publish(Reach from, NodeId target, string key, ReadOnlyMemory<byte> payload)
    {
        if (from.Nodes is not (Trouble.None or Trouble.Unanswered))
            return ValueTask.FromException(Guard.CutOff());
        if (!_lanes.TryGetValue((target, key), out var lane))
            _lanes[(target, key)] = lane = new Lane(target);
        lane.Waiting.Enqueue((from, payload));
        Run(lane);
        return from.Nodes == Trouble.None ? ValueTask.CompletedTask : ValueTask.FromException(Guard.CutOff());
    }

    private void Run(Lane lane)
    {
        if (lane.IsRunning || lane.Waiting.Count == 0)
            return;
        lane.IsRunning = true;
        scheduler.Queue(() => _ = DeliverAsync(lane));
    }

    private async Task DeliverAsync(Lane lane)
    {
        if (IsCut(lane))
        {
            Held++;
            lane.IsRunning = false;
            return;
        }

        if (_receivers.TryGetValue(lane.Target, out var receive))
            await receive(lane.Waiting.Peek().Payload, CancellationToken.None).ConfigureAwait(false);
        lane.Waiting.Dequeue();
        lane.IsRunning = false;
        Run(lane);
    }

    private bool IsCut(Lane lane) => _nodes.TryGetValue(lane.Target, out var target) && !target.IsDead
        && (target.Nodes != Trouble.None || target.Side != lane.Waiting.Peek().From.Side);

    private sealed class Lane(NodeId target)
    {
        public NodeId Target { get; } = target;

        public Queue<(Reach From, ReadOnlyMemory<byte> Payload)> Waiting { get; } = [];

        public bool IsRunning { get; set; }
    }

    private sealed class Door(SimulatedBroker broker, Reach reach) : IBroker
    {
        public ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel) => broker.Publish(reach, target, key, payload);

        public ValueTask<IAsyncDisposable> SubscribeAsync(
            NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel)
        {
            broker._receivers[node] = (payload, token) => reach.IsDead ? ValueTask.CompletedTask : receiver(payload, token);
            return new(new Subscription(broker, node));
        }
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
