using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using ImKit.Storage;

namespace ImKit.Kafka.Internal;

/// <summary>Publishes for one process. Any thread.</summary>
/// <remarks>Messages go out one after the other per partition, and are confirmed beside each other. While Kafka takes none they fail at once: nothing waits for
/// an outage to end.</remarks>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Numbering _numbering = new();
    private readonly KafkaContext _context;
    private readonly Outages _outages;
    private IProducer<byte[], byte[]>? _producer;
    private volatile bool _closed;
    private int _pending;

    public Publisher(KafkaContext context)
    {
        _context = context;
        _outages = new Outages(context, context.Options.Partitions, TryPartitionAsync);
    }

    public bool IsUp => _producer is not null && !_closed && !_outages.IsAny;

    /// <summary>Makes the producer, which connects behind the caller's back.</summary>
    public void Open() => _producer = new ProducerBuilder<byte[], byte[]>(KafkaSettings.Producer(_context.Options))
        .SetErrorHandler((_, error) => OnError(error))
        .SetLogHandler((_, line) => KafkaLog.Library(_context.Log, line.Facility, line.Message))
        .Build();

    /// <summary>Publishes the largest message that there may be, for nobody: so what Kafka does not allow is known at the start.</summary>
    public Task ProbeAsync() => SendAsync(new TopicPartition(_context.Topics.Main, 0), new Message<byte[], byte[]> { Key = [], Value = new byte[KafkaBroker.MaxPayload] });

    /// <exception cref="StorageException">It is not known whether the message went out, or it did not.</exception>
    public async ValueTask PublishAsync(NodeId target, string key, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, KafkaBroker.MaxPayload, nameof(payload));
        var partition = _context.Topics.PartitionOf(target);
        Require(partition.Partition);
        if (Interlocked.Increment(ref _pending) > _context.Options.MaxPendingMessages)
        {
            Interlocked.Decrement(ref _pending);
            throw Refuse(FailureReason.Full, $"Kafka: {_context.Options.MaxPendingMessages} messages wait for its confirmation.");
        }

        // What is given up goes on by itself, until Kafka has confirmed it or its time is over.
        var publishing = PublishAsync(partition, target, Envelope.Hash(key), payload);
        try
        {
            await publishing.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = publishing.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Keeps what could not be handled, for people to look at.</summary>
    /// <exception cref="PublishFailedException">It is not known whether it is kept, or it is not.</exception>
    public Task SetAsideAsync(NodeId node, string why, byte[] payload) => SendAsync(
        new TopicPartition(_context.Topics.Aside, 0),
        new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(node.Value),
            Value = payload,
            Headers = new Headers { { "imkit-error", Encoding.UTF8.GetBytes(why) } },
        });

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        await _outages.DisposeAsync().ConfigureAwait(false);
        _producer?.Dispose();
    }

    private async Task PublishAsync(TopicPartition partition, NodeId target, ulong lane, ReadOnlyMemory<byte> payload)
    {
        try
        {
            Task confirmed;
            await _gate.WaitAsync().ConfigureAwait(false);
            try
            {
                confirmed = SendAsync(partition, new Message<byte[], byte[]>
                {
                    Key = Encoding.UTF8.GetBytes(target.Value), Value = ArrayOf(payload), Headers = Envelope.Of(_numbering.Next(target), lane).ToHeaders(),
                });
            }
            finally
            {
                _gate.Release();
            }

            await confirmed.ConfigureAwait(false);
            _context.Statistics.CountPublished();
        }
        catch (PublishFailedException failure)
        {
            throw Refuse(failure.Reason, failure.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private Task TryPartitionAsync(int partition) => SendAsync(new TopicPartition(_context.Topics.Main, partition), new Message<byte[], byte[]> { Key = [], Value = [] });

    private Task SendAsync(TopicPartition partition, Message<byte[], byte[]> message)
    {
        var confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _producer!.Produce(partition, message, report =>
            {
                if (report.Error.IsError)
                    confirmed.TrySetException(Fail(partition, report.Error));
                else
                    confirmed.TrySetResult();
            });
        }
        catch (ProduceException<byte[], byte[]> exception)
        {
            confirmed.TrySetException(Fail(partition, exception.Error));
        }
        catch (ObjectDisposedException)
        {
            confirmed.TrySetException(new PublishFailedException(FailureReason.Down, "Kafka: the connection is closed."));
        }

        return confirmed.Task;
    }

    private PublishFailedException Fail(TopicPartition partition, Error error)
    {
        if (KafkaErrors.IsOutage(error) && partition.Topic == _context.Topics.Main && !_closed)
            _outages.NoteFailure(partition.Partition, error.Reason);
        return new PublishFailedException(KafkaErrors.ReasonOf(error), $"Kafka: {error.Reason}");
    }

    // Brokers are away, or have only closed connections that nobody used.
    private void OnError(Error error)
    {
        if (_closed || _producer is null || error.Code is not (ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Authentication or ErrorCode.Local_Fatal))
            return;
        for (var partition = 0; partition < _context.Options.Partitions; partition++)
            _outages.Suspect(partition, error.Reason);
    }

    private void Require(int partition)
    {
        if (_producer is null || _closed)
            throw Refuse(FailureReason.Down, "Kafka: the connection is closed.");
        if (_outages.IsDown(partition))
            throw Refuse(FailureReason.Down, "Kafka: it takes no messages.");
    }

    private StorageException Refuse(FailureReason reason, string message)
    {
        _context.Statistics.CountFailed(reason);
        return new StorageException(message);
    }

    private static byte[] ArrayOf(ReadOnlyMemory<byte> payload) =>
        MemoryMarshal.TryGetArray(payload, out var array) && array.Offset == 0 && array.Array!.Length == payload.Length ? array.Array : payload.ToArray();
}

/// <summary>Kafka has not confirmed a message.</summary>
internal sealed class PublishFailedException(FailureReason reason, string message) : Exception(message)
{
    public FailureReason Reason => reason;
}
