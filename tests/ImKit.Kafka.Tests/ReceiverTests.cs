using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.Kafka.Tests;

/// <summary>What a node hears when Kafka keeps less than was published or takes nothing, and what becomes of what it cannot handle.</summary>
public sealed class ReceiverTests : IDisposable
{
    private static readonly NodeId s_node = new("node");
    private readonly MockKafka _kafka = new();
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeLogger<KafkaBroker> _log = new();

    public ReceiverTests() => _kafka.CreateTopics("test");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IMeterFactory Meters => _metrics.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _metrics.Dispose();
        _kafka.Dispose();
    }

    [Fact]
    public async Task Messages_that_Kafka_refuses_are_counted_by_who_publishes_and_by_the_node_that_misses_them()
    {
        using var lost = Collect(KafkaTelemetry.Lost);
        using var failed = Collect(KafkaTelemetry.Failed);
        await using var broker = await OpenAsync();
        await using var subscription = await broker.SubscribeAsync(s_node, HearAsync, Cancel);
        await PublishAsync(broker, "first");
        for (var i = 0; i < 3; i++)
        {
            _kafka.Refuse(ErrorCode.MsgSizeTooLarge);
            await Assert.ThrowsAsync<StorageException>(() => PublishAsync(broker, "refused"));
        }

        await PublishAsync(broker, "last");
        await Until.HoldsAsync(() => _heard.Contains("last"), "the last message is heard");
        Assert.Equal(["first", "last"], _heard);
        Assert.Equal((3, 3), (Sum(lost), Sum(failed)));
        Assert.True(broker.IsUp);
        Assert.Contains(_log.Collector.GetSnapshot(), static record => record.Id.Id == KafkaTelemetry.MessagesLost);
    }

    [Fact]
    public async Task An_error_that_will_hold_makes_publishing_fail_at_once_until_Kafka_takes_messages_again()
    {
        using var failed = Collect(KafkaTelemetry.Failed);
        await using var broker = await OpenAsync();
        await PublishAsync(broker, "before");
        _kafka.Refuse([.. Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 3)]);
        await Assert.ThrowsAsync<StorageException>(() => PublishAsync(broker, "refused"));
        await Until.HoldsAsync(() => broker.IsUp, "Kafka takes messages again");
        await PublishAsync(broker, "after");
        Assert.Contains(_log.Collector.GetSnapshot(), static record => record.Id.Id == KafkaTelemetry.Down);
        await Until.HoldsAsync(() => _log.Collector.GetSnapshot().Any(static record => record.Id.Id == KafkaTelemetry.Up), "that is logged");
    }

    [Fact]
    public async Task A_message_that_cannot_be_handled_is_set_aside_and_those_behind_it_are_heard()
    {
        using var aside = Collect(KafkaTelemetry.SetAside);
        await using var broker = await OpenAsync();
        await using var subscription = await broker.SubscribeAsync(
            s_node,
            (payload, cancel) => payload.Span.SequenceEqual("poison"u8) ? throw new InvalidOperationException("it breaks the receiver") : HearAsync(payload, cancel),
            Cancel);
        await PublishAsync(broker, "poison");
        await PublishAsync(broker, "after");
        await Until.HoldsAsync(() => _heard.Contains("after"), "what stands behind is heard");
        var kept = ReadAside(broker);
        Assert.Equal(("poison", "node"), (Encoding.UTF8.GetString(kept.Message.Value), Encoding.UTF8.GetString(kept.Message.Key)));
        Assert.Equal("InvalidOperationException", Encoding.UTF8.GetString(kept.Message.Headers.GetLastBytes("imkit-error")));
        Assert.Equal(1, Sum(aside));
    }

    [Fact]
    public async Task What_others_have_put_into_the_topic_never_reaches_the_receiver()
    {
        using var skipped = Collect(KafkaTelemetry.Skipped);
        await using var broker = await OpenAsync(static options => options.Partitions = 1);
        await using var subscription = await broker.SubscribeAsync(s_node, HearAsync, Cancel);
        using (var stranger = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = _kafka.Servers }).Build())
        {
            await stranger.ProduceAsync(broker.Context.Topics.PartitionOf(s_node), new Message<byte[]?, byte[]?>(), Cancel);
            await stranger.ProduceAsync(broker.Context.Topics.PartitionOf(s_node), new Message<byte[]?, byte[]?> { Key = "node"u8.ToArray(), Value = "stranger"u8.ToArray() }, Cancel);
        }

        await broker.PublishAsync(new NodeId("other"), "key", "for another"u8.ToArray(), Cancel);
        await PublishAsync(broker, "friend");
        await Until.HoldsAsync(() => _heard.Contains("friend"), "what ImKit has published is heard");
        Assert.Equal(["friend"], _heard);
        Assert.Equal("stranger", Encoding.UTF8.GetString(ReadAside(broker).Message.Value));
        Assert.Equal(2, Sum(skipped));
    }

    [Fact]
    public async Task A_payload_of_more_than_a_mebibyte_is_refused()
    {
        await using var broker = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await broker.PublishAsync(s_node, "key", new byte[KafkaBroker.MaxPayload + 1], Cancel));
    }

    private static long Sum(MetricCollector<long> counter) => counter.GetMeasurementSnapshot().Sum(static one => one.Value);

    private static async Task PublishAsync(IBroker broker, string text) => await broker.PublishAsync(s_node, "key", Encoding.UTF8.GetBytes(text), Cancel);

    private ConsumeResult<byte[], byte[]> ReadAside(KafkaBroker broker)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _kafka.Servers, GroupId = "people" }).Build();
        consumer.Assign(new TopicPartitionOffset(broker.Context.Topics.Aside, 0, Offset.Beginning));
        return consumer.Consume(Until.Limit) ?? throw new TimeoutException("Nothing is set aside.");
    }

    private MetricCollector<long> Collect(string name) => new(Meters, KafkaTelemetry.MeterName, name);

    private Task<KafkaBroker> OpenAsync(Action<KafkaOptions>? configure = null) => _kafka.OpenAsync("test", configure, _log, Meters);

    private ValueTask HearAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        _heard.Enqueue(Encoding.UTF8.GetString(payload.Span));
        return default;
    }
}
