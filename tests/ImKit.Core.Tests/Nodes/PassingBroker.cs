using ImKit.Forwarding;
using ImKit.Nodes;
using ImKit.Testing;
using ImKit.Wire.Nodes;

namespace ImKit.Core.Tests.Nodes;

/// <summary>A broker inside a simulation that a test can harm: order per node and key, each message a turn of the scheduler later.</summary>
internal sealed class PassingBroker(SeededScheduler scheduler) : IBroker
{
    private readonly Dictionary<NodeId, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>> _receivers = [];
    private readonly Dictionary<(NodeId, string), Queue<ReadOnlyMemory<byte>>> _lanes = [];

    /// <summary>Nodes that nothing comes to.</summary>
    public HashSet<string> Cut { get; } = [];

    /// <summary>Whether every message comes twice.</summary>
    public bool Repeats { get; set; }

    /// <summary>Whether it takes nothing.</summary>
    public bool Fails { get; set; }

    /// <summary>What it takes no delivered hints before, or null.</summary>
    public TaskCompletionSource? Gate { get; set; }

    /// <summary>Delivered hints that it was given.</summary>
    public int DeliveredHints { get; private set; }

    public int LongestPayload { get; private set; }

    public async ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (Fails)
            throw new IOException("down");
        if (NodeMessage.Parser.ParseFrom(payload.Span).ForwardRequest is { Operation: InnerOperations.Delivered })
        {
            DeliveredHints++;
            if (Gate is { } gate)
                await gate.Task.ConfigureAwait(false);
        }

        LongestPayload = Math.Max(LongestPayload, payload.Length);
        if (!_lanes.TryGetValue((target, key), out var lane))
            _lanes[(target, key)] = lane = new Queue<ReadOnlyMemory<byte>>();
        lane.Enqueue(payload);
        if (Repeats)
            lane.Enqueue(payload);
        if (lane.Count <= (Repeats ? 2 : 1))
            scheduler.Queue(() => _ = DeliverAsync(target, lane));
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel)
    {
        _receivers[node] = receiver;
        return new(new Subscription(this, node, receiver));
    }

    private async Task DeliverAsync(NodeId target, Queue<ReadOnlyMemory<byte>> lane)
    {
        if (!Cut.Contains(target.Value) && _receivers.TryGetValue(target, out var receive))
            await receive(lane.Peek(), CancellationToken.None).ConfigureAwait(false);
        lane.Dequeue();
        if (lane.Count > 0)
            scheduler.Queue(() => _ = DeliverAsync(target, lane));
    }

    private sealed class Subscription(
        PassingBroker broker, NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            // A later start of the node may have taken its place.
            if (broker._receivers.TryGetValue(node, out var last) && last == receiver)
                broker._receivers.Remove(node);
            return ValueTask.CompletedTask;
        }
    }
}
