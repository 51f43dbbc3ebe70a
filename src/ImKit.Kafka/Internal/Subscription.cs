using System.Diagnostics.CodeAnalysis;
using System.Text;
using Confluent.Kafka;

namespace ImKit.Kafka.Internal;

/// <summary>Receives for one node what its partition holds for it.</summary>
internal sealed class Subscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Gaps _gaps = new();
    private readonly KafkaBroker _broker;
    private readonly KafkaContext _context;
    private readonly NodeId _node;
    private readonly byte[] _name;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _receiver;
    private readonly Lanes _lanes;
    private readonly Reader _reader;

    public Subscription(KafkaBroker broker, NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver)
    {
        (_broker, _context, _node, _receiver) = (broker, broker.Context, node, receiver);
        _name = Encoding.UTF8.GetBytes(node.Value);
        _lanes = new Lanes(_context.Options.Parallelism, _context.Options.Prefetch, HandleAsync, _stop.Token);
        _reader = new Reader(_context, node, Take, _stop.Token);
    }

    public Task OpenAsync(CancellationToken cancel) => _reader.StartAsync().WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await AbandonAsync().ConfigureAwait(false);
        await _lanes.Working.ConfigureAwait(false);
    }

    /// <summary>Ends it without waiting for the receiver.</summary>
    public async ValueTask AbandonAsync()
    {
        _broker.Forget(this);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reader.Ended.ConfigureAwait(false);
    }

    private void Take(ConsumeResult<byte[], byte[]> result)
    {
        // Other nodes have the same partition.
        if (!_name.AsSpan().SequenceEqual(result.Message.Key))
        {
            _context.Statistics.CountSkipped();
            return;
        }

        var envelope = Envelope.Parse(result.Message.Headers);
        if (envelope is { } known && _gaps.Note(known.Publisher, known.Number) is > 0 and var lost)
        {
            _context.Statistics.CountLost(lost);
            KafkaLog.MessagesLost(_context.Log, lost, _node);
        }

        _lanes.Post(new Delivery(envelope, result.Message.Value ?? []));
    }

    [SuppressMessage("Design", "CA1031", Justification = "A receiver that breaks its promise must not stop the messages behind.")]
    private async ValueTask HandleAsync(Delivery delivery)
    {
        try
        {
            if (delivery.Envelope is null)
                throw new InvalidDataException("ImKit has not published it.");
            await _receiver(delivery.Payload, _stop.Token).ConfigureAwait(false);
            _context.Statistics.CountReceived();
        }
        catch (Exception error)
        {
            if (!_stop.IsCancellationRequested)
                await SetAsideAsync(delivery, error).ConfigureAwait(false);
        }
    }

    private async ValueTask SetAsideAsync(Delivery delivery, Exception error)
    {
        var kept = false;
        try
        {
            await _broker.Publisher.SetAsideAsync(_node, error.GetType().Name, delivery.Payload).ConfigureAwait(false);
            kept = true;
            KafkaLog.MessageSetAside(_context.Log, _node, _context.Topics.Aside, error);
        }
        catch (PublishFailedException)
        {
            KafkaLog.MessageDropped(_context.Log, _node, _context.Topics.Aside, error);
        }

        _context.Statistics.CountSetAside(kept);
    }
}
