using System.Diagnostics.CodeAnalysis;
using ImKit.Storage;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace ImKit.RabbitMq.Internal;

/// <summary>Receives for one node, from a queue of its own that outlives lost connections.</summary>
internal sealed class Subscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Gaps _gaps = new();
    private readonly RabbitMqBroker _broker;
    private readonly NodeId _node;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _receiver;
    private readonly Lanes _lanes;
    private readonly Link _link;
    private volatile Consumer? _consumer;
    private string _queue;
    private int _ended;

    public Subscription(RabbitMqBroker broker, NodeId node, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> receiver)
    {
        (_broker, _node, _receiver) = (broker, node, receiver);
        _queue = broker.Topology.NewQueue(node);
        _lanes = new Lanes(broker.Options.Parallelism, broker.Options.Prefetch, HandleAsync, _stop.Token);
        _link = new Link(broker.Settings, "receive", BeginAsync);
    }

    public bool IsUp => _link.IsUp;

    public Task OpenAsync(CancellationToken cancel) => _link.OpenAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        _broker.Forget(this);
        await _stop.CancelAsync().ConfigureAwait(false);
        await DeleteQueueAsync().ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
        await _lanes.Working.ConfigureAwait(false);
    }

    /// <summary>Ends it without waiting for the receiver. What waits in RabbitMQ stays for <see cref="RabbitMqOptions.QueueExpiry"/>.</summary>
    public async ValueTask AbandonAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
            return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Task<string>> BeginAsync(IConnection connection, CancellationToken cancel)
    {
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(false, false, consumerDispatchConcurrency: 1), cancel).ConfigureAwait(false);
        try
        {
            await channel.BasicQosAsync(0, (ushort)_broker.Options.Prefetch, global: false, cancel).ConfigureAwait(false);
            await _broker.Topology.DeclareQueueAsync(channel, _queue, _node, cancel).ConfigureAwait(false);
            var consumer = new Consumer(channel, TakeAsync);
            await channel.BasicConsumeAsync(_queue, autoAck: false, consumer, cancel).ConfigureAwait(false);
            _consumer = consumer;
            return consumer.Ended;
        }
        catch (OperationInterruptedException)
        {
            // Such as a queue on a server of a cluster that is away: the next try has another.
            _queue = _broker.Topology.NewQueue(_node);
            throw;
        }
    }

    private ValueTask TakeAsync(Delivery delivery, CancellationToken cancel)
    {
        if (delivery.Envelope is { } envelope && _gaps.Note(envelope.Publisher, envelope.Number) is > 0 and var lost)
        {
            _broker.Settings.Statistics.CountLost(lost);
            RabbitMqLog.MessagesLost(_broker.Settings.Log, lost, _node);
        }

        return _lanes.PostAsync(delivery, cancel);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A receiver that breaks its promise must not stop the messages behind.")]
    private async ValueTask HandleAsync(Delivery delivery)
    {
        // What a lost connection has brought comes again.
        if (!delivery.Consumer.IsOpen)
            return;
        try
        {
            if (delivery.Envelope is null)
                throw new InvalidDataException("ImKit has not published it.");
            await _receiver(delivery.Payload, _stop.Token).ConfigureAwait(false);
            _broker.Settings.Statistics.CountReceived();
        }
        catch (Exception error) when (!_stop.IsCancellationRequested)
        {
            await SetAsideAsync(delivery, error).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return;
        }

        await delivery.Consumer.AcknowledgeAsync(delivery.Tag).ConfigureAwait(false);
    }

    private async ValueTask SetAsideAsync(Delivery delivery, Exception error)
    {
        var kept = false;
        try
        {
            await _broker.Publisher.SetAsideAsync(_node, error.GetType().Name, delivery.Payload).ConfigureAwait(false);
            kept = true;
            RabbitMqLog.MessageSetAside(_broker.Settings.Log, _node, _broker.Topology.Aside, error);
        }
        catch (Exception failure) when (failure is StorageException or ArgumentException)
        {
            RabbitMqLog.MessageDropped(_broker.Settings.Log, _node, _broker.Topology.Aside, error);
        }

        _broker.Settings.Statistics.CountSetAside(kept);
    }

    [SuppressMessage("Design", "CA1031", Justification = "What is left ends by itself.")]
    private async ValueTask DeleteQueueAsync()
    {
        if (_consumer is not { IsOpen: true } consumer)
            return;
        try
        {
            await consumer.Channel.QueueDeleteAsync(_queue, ifUnused: false, ifEmpty: false, cancellationToken: CancellationToken.None)
                .WaitAsync(_broker.Options.Timeout, _broker.Settings.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // After QueueExpiry RabbitMQ deletes it.
        }
    }
}
