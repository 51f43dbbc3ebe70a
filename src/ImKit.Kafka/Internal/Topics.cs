using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ImKit.Storage;
using Microsoft.Extensions.Logging;

namespace ImKit.Kafka.Internal;

/// <summary>What an application has in Kafka: a topic for its nodes, and one for what they could not handle.</summary>
internal sealed class Topics(KafkaOptions options, ILogger log)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    public string Main { get; } = $"imkit.{options.Application}";

    public string Aside { get; } = $"imkit.{options.Application}.aside";

    /// <summary>The partition of a node: the same for everybody.</summary>
    public TopicPartition PartitionOf(NodeId node) => new(Main, (int)(Envelope.Hash(node.Value) % (ulong)options.Partitions));

    /// <summary>Sees to it that both are there. It blocks.</summary>
    /// <exception cref="StorageException">They are not, and cannot be created; or they are not as they have to be.</exception>
    /// <exception cref="KafkaException">Kafka does not answer.</exception>
    public void Ensure(IAdminClient admin, CancellationToken cancel)
    {
        Ensure(admin, Main, options.Partitions, options.Retention, cancel);
        Ensure(admin, Aside, 1, TimeSpan.FromDays(7), cancel);
    }

    private void Ensure(IAdminClient admin, string topic, int partitions, TimeSpan retention, CancellationToken cancel)
    {
        var found = CountPartitions(admin, topic);
        var wanted = string.Create(
            CultureInfo.InvariantCulture,
            $"at least {partitions} partitions, max.message.bytes={KafkaSettings.MaxMessage}, cleanup.policy=delete and retention.ms={retention.TotalMilliseconds:F0}");
        if (found == 0)
        {
            if (!options.CreateTopics)
                throw new StorageException($"Kafka has no topic '{topic}', and KafkaOptions.CreateTopics is false. Create it with {wanted}.");
            Create(admin, topic, partitions, retention, wanted);
            // The broker that is asked next may not know yet.
            while ((found = CountPartitions(admin, topic)) == 0)
            {
                cancel.WaitHandle.WaitOne(s_pause);
                cancel.ThrowIfCancellationRequested();
            }
        }

        if (found < partitions)
            throw new StorageException($"Kafka's topic '{topic}' has {found} partitions, which are too few. It needs {wanted}; or set KafkaOptions.Partitions on all nodes.");
    }

    private int CountPartitions(IAdminClient admin, string topic)
    {
        var found = admin.GetMetadata(topic, options.ConnectTimeout).Topics.Find(one => one.Topic == topic);
        if (found is null || found.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
            return 0;
        return found.Error.IsError && found.Error.Code != ErrorCode.LeaderNotAvailable
            ? throw new StorageException($"Kafka's topic '{topic}' cannot be used: {found.Error.Reason}")
            : found.Partitions.Count;
    }

    private void Create(IAdminClient admin, string topic, int partitions, TimeSpan retention, string wanted)
    {
        var specification = new TopicSpecification
        {
            Name = topic,
            NumPartitions = partitions,
            ReplicationFactor = (short)options.ReplicationFactor,
            Configs = new Dictionary<string, string>
            {
                ["cleanup.policy"] = "delete",
                ["retention.ms"] = retention.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture),
                ["segment.ms"] = Math.Max(60_000, retention.TotalMilliseconds / 4).ToString("F0", CultureInfo.InvariantCulture),
                ["max.message.bytes"] = KafkaSettings.MaxMessage.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            // On the thread of the start, which waits for nothing else.
            admin.CreateTopicsAsync([specification], new CreateTopicsOptions { RequestTimeout = options.ConnectTimeout, OperationTimeout = options.ConnectTimeout })
                .GetAwaiter().GetResult();
            KafkaLog.TopicCreated(log, topic);
        }
        catch (CreateTopicsException exception) when (exception.Results.All(static one => one.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another node was faster.
        }
        catch (KafkaException exception)
        {
            var reason = exception is CreateTopicsException { Results: [var result, ..] } ? result.Error.Reason : exception.Error.Reason;
            throw new StorageException($"Kafka has no topic '{topic}', and it could not be created ({reason}). Create it with {wanted}.", exception);
        }
    }
}
