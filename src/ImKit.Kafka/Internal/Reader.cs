using Confluent.Kafka;
using ImKit.Storage;

namespace ImKit.Kafka.Internal;

/// <summary>Reads one partition from now on, on a thread of its own: the library's calls block.</summary>
/// <remarks>It is no member of a consumer group. It keeps its position itself, over lost connections too; a new start begins at the end, because what was for the
/// old one concerns connections that are gone.</remarks>
internal sealed class Reader(KafkaContext context, NodeId node, Action<ConsumeResult<byte[], byte[]>> take, CancellationToken stop)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _failing;

    /// <summary>Ends when nothing is read any more.</summary>
    public Task Ended => _ended.Task;

    /// <returns>When its place is certain: what is published from then on is read.</returns>
    /// <exception cref="StorageException">Kafka does not answer.</exception>
    public Task StartAsync()
    {
        new Thread(Run) { IsBackground = true, Name = $"ImKit.Kafka {node.Value}" }.Start();
        return _opened.Task;
    }

    private void Run()
    {
        try
        {
            using var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaSettings.Consumer(context.Options))
                .SetErrorHandler((_, error) => KafkaLog.Library(context.Log, "error", error.Reason))
                .SetLogHandler((_, line) => KafkaLog.Library(context.Log, line.Facility, line.Message))
                .Build();
            var partition = context.Topics.PartitionOf(node);
            consumer.Assign(new TopicPartitionOffset(partition, consumer.QueryWatermarkOffsets(partition, context.Options.ConnectTimeout).High));
            _opened.TrySetResult();
            while (!stop.IsCancellationRequested)
                Read(consumer);
        }
        catch (OperationCanceledException)
        {
            _opened.TrySetCanceled(stop);
        }
        catch (KafkaException error)
        {
            _opened.TrySetException(KafkaErrors.Unreachable(error, context.Options.ConnectTimeout));
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    private void Read(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            var message = consumer.Consume(stop);
            _failing = false;
            take(message);
        }
        catch (ConsumeException error)
        {
            if (!_failing)
                KafkaLog.ReceiveFailed(context.Log, node, error.Error.Reason);
            _failing = true;
            stop.WaitHandle.WaitOne(s_pause);
        }
    }
}
