using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using RabbitMQ.Client;

namespace ImKit.RabbitMq.Tests;

/// <summary>What a node hears when RabbitMQ keeps less than was published, what becomes of what it cannot handle, and what it leaves.</summary>
public sealed class ReceiverTests : IDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly string _application = TestRabbitMq.NewApplication();
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeLogger<RabbitMqBroker> _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IMeterFactory Meters => _metrics.GetRequiredService<IMeterFactory>();

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Messages_that_RabbitMQ_drops_because_too_many_wait_are_counted_exactly()
    {
        using var lost = Collect(RabbitMqTelemetry.Lost);
        await using var broker = await OpenAsync(static options => (options.MaxWaitingMessages, options.Prefetch) = (200, 1));
        var (node, open) = (new NodeId("slow"), new TaskCompletionSource());
        await using var subscription = await broker.SubscribeAsync(node, async (payload, cancel) =>
        {
            await open.Task;
            await HearAsync(payload, cancel);
        }, Cancel);
        for (var i = 0; i < 1000; i++)
            await PublishAsync(broker, node, $"{i}");
        open.SetResult();
        await Until.HoldsAsync(() => _heard.Contains("999"), "the last message is heard");
        Assert.Equal(1000, _heard.Count + Sum(lost));
        Assert.InRange(_heard.Count, 200, 300);
        Assert.Contains(_log.Collector.GetSnapshot(), static record => record.Id.Id == RabbitMqTelemetry.MessagesLost);
    }

    [Fact]
    public async Task A_message_that_cannot_be_handled_is_set_aside_and_those_behind_it_are_heard()
    {
        using var aside = Collect(RabbitMqTelemetry.SetAside);
        await using var broker = await OpenAsync();
        var node = new NodeId("node");
        await using var subscription = await broker.SubscribeAsync(
            node,
            (payload, cancel) => payload.Span.SequenceEqual("poison"u8) ? throw new InvalidOperationException("it breaks the receiver") : HearAsync(payload, cancel),
            Cancel);
        await PublishAsync(broker, node, "poison");
        await PublishAsync(broker, node, "after");
        await Until.HoldsAsync(() => _heard.Contains("after"), "what stands behind is heard");

        var kept = await GetAsideAsync(broker);
        Assert.Equal(("poison", "node", "InvalidOperationException"), (Encoding.UTF8.GetString(kept.Body.Span), Header(kept, "imkit-node"), Header(kept, "imkit-error")));
        Assert.Equal(1, Sum(aside));
        Assert.Single(_log.Collector.GetSnapshot(), static record => record.Id.Id == RabbitMqTelemetry.MessageSetAside && record.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task What_others_have_put_into_a_nodes_queue_never_reaches_the_receiver()
    {
        await using var broker = await OpenAsync();
        var node = new NodeId("node");
        await using var subscription = await broker.SubscribeAsync(node, HearAsync, Cancel);
        await using var stranger = await new ConnectionFactory { Uri = new Uri(TestRabbitMq.Server.ConnectionString) }.CreateConnectionAsync(Cancel);
        await using var channel = await stranger.CreateChannelAsync(cancellationToken: Cancel);
        await channel.BasicPublishAsync(broker.Topology.Exchange, node.Value, "stranger"u8.ToArray(), Cancel);
        Assert.Equal("stranger", Encoding.UTF8.GetString((await GetAsideAsync(broker)).Body.Span));
        await PublishAsync(broker, node, "friend");
        await Until.HoldsAsync(() => _heard.Contains("friend"), "what ImKit has published is heard");
        Assert.Equal(["friend"], _heard);
    }

    [Fact]
    public async Task Messages_for_a_node_that_is_not_there_are_counted()
    {
        using var unheard = Collect(RabbitMqTelemetry.Unheard);
        await using var broker = await OpenAsync();
        for (var i = 0; i < 3; i++)
            await PublishAsync(broker, new NodeId("nobody"), "text");
        Assert.Equal(3, Sum(unheard));
    }

    [Fact]
    public async Task A_payload_of_more_than_a_mebibyte_is_refused()
    {
        await using var broker = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await broker.PublishAsync(new NodeId("node"), "key", new byte[RabbitMqBroker.MaxPayload + 1], Cancel));
    }

    [Fact]
    public async Task An_ended_subscription_leaves_no_queue_and_that_of_a_dead_node_ends_by_itself()
    {
        await using (var ended = await OpenAsync())
            await (await ended.SubscribeAsync(new NodeId("ended"), HearAsync, Cancel)).DisposeAsync();
        var dead = await OpenAsync(static options => options.QueueExpiry = TimeSpan.FromSeconds(10));
        await dead.SubscribeAsync(new NodeId("dead"), HearAsync, Cancel);
        await dead.DisposeAsync();
        var queues = await QueuesAsync();
        Assert.DoesNotContain(".ended.", queues);
        await Until.HoldsAsync(async () => !(await QueuesAsync()).Contains(".dead.", StringComparison.Ordinal), "the dead node's queue has ended");
        Assert.Contains(".aside", await QueuesAsync());
    }

    [Fact]
    public async Task A_queue_that_is_deleted_is_made_again()
    {
        await using var broker = await OpenAsync();
        var node = new NodeId("node");
        await using var subscription = await broker.SubscribeAsync(node, HearAsync, Cancel);
        await TestRabbitMq.Server.ControlAsync("delete_queue", (await QueuesAsync()).Split('\n').Single(static name => name.Contains(".node.node.", StringComparison.Ordinal)));
        await Until.HoldsAsync(
            async () =>
            {
                await PublishAsync(broker, node, "again");
                return !_heard.IsEmpty;
            },
            "messages are heard again");
        Assert.True(broker.IsUp);
    }

    private static string Header(BasicGetResult message, string name) => Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers![name]!);

    private static long Sum(MetricCollector<long> counter) => counter.GetMeasurementSnapshot().Sum(static one => one.Value);

    private static async Task PublishAsync(IBroker broker, NodeId node, string text) => await broker.PublishAsync(node, "key", Encoding.UTF8.GetBytes(text), Cancel);

    private static async Task<BasicGetResult> GetAsideAsync(RabbitMqBroker broker)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(TestRabbitMq.Server.ConnectionString) }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        BasicGetResult? kept = null;
        await Until.HoldsAsync(async () => (kept = await channel.BasicGetAsync(broker.Topology.Aside, autoAck: true, Cancel)) is not null, "a message is set aside");
        return kept!;
    }

    private async Task<string> QueuesAsync() => string.Join(
        '\n', (await TestRabbitMq.Server.ControlAsync("list_queues", "name", "--silent")).Split('\n').Where(name => name.StartsWith($"imkit.{_application}.", StringComparison.Ordinal)));

    private MetricCollector<long> Collect(string name) => new(Meters, RabbitMqTelemetry.MeterName, name);

    private Task<RabbitMqBroker> OpenAsync(Action<RabbitMqOptions>? configure = null) => TestRabbitMq.OpenAsync(_application, configure: configure, log: _log, meters: Meters);

    private ValueTask HearAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        _heard.Enqueue(Encoding.UTF8.GetString(payload.Span));
        return default;
    }
}
