using System.Collections.Concurrent;
using System.Threading.Channels;

namespace ImKit.Nodes;

/// <summary>Joins the nodes of one process. One object serves them all; with one node nothing ever goes through it. Any thread.</summary>
internal sealed class InProcessBroker : IBroker
{
    private const int Limit = 65536;
    private readonly ConcurrentDictionary<NodeId, Subscription> _nodes = new();

    public ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel) =>
        _nodes.TryGetValue(target, out var node) ? node.WriteAsync(payload, cancel) : ValueTask.CompletedTask;

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver, CancellationToken cancel)
    {
        var subscription = new Subscription(this, node, receiver);
        _nodes[node] = subscription;
        return ValueTask.FromResult<IAsyncDisposable>(subscription);
    }

    private sealed class Subscription : IAsyncDisposable
    {
        private readonly Channel<ReadOnlyMemory<byte>> _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(Limit);
        private readonly InProcessBroker _broker;
        private readonly NodeId _node;
        private readonly Task _pump;

        public Subscription(InProcessBroker broker, NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver)
        {
            _broker = broker;
            _node = node;
            _pump = PumpAsync(receiver);
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
        {
            try
            {
                await _queue.Writer.WriteAsync(payload, cancel).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                // The node has left meanwhile: nobody is there to miss it.
            }
        }

        public async ValueTask DisposeAsync()
        {
            _broker._nodes.TryRemove(KeyValuePair.Create(_node, this));
            _queue.Writer.TryComplete();
            await _pump.ConfigureAwait(false);
        }

        private async Task PumpAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver)
        {
            await foreach (var payload in _queue.Reader.ReadAllAsync().ConfigureAwait(false))
                await receiver(payload, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
