using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace ImKit.Redis.Tests;

/// <summary>What a node hears when Redis keeps less than was published, and what it leaves.</summary>
public sealed class ReceiverTests
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly string _application = TestRedis.NewApplication();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_that_Redis_drops_because_too_many_wait_are_counted_exactly()
    {
        using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var lost = new MetricCollector<long>(metrics.GetRequiredService<IMeterFactory>(), RedisTelemetry.MeterName, RedisTelemetry.Lost);
        var log = new FakeLogger<RedisConnection>();
        var options = new RedisOptions
        {
            ConnectionString = TestRedis.Server.ConnectionString, Application = _application, Timeout = TimeSpan.FromSeconds(10), MaxWaitingMessages = 200, BatchSize = 1,
        };
        await using var connection = new RedisConnection(Options.Create(options), log: log, meters: metrics.GetRequiredService<IMeterFactory>());
        await connection.OpenAsync(Cancel);
        var (broker, node, open) = (new Internal.Messages.RedisBroker(connection), new NodeId("slow"), new TaskCompletionSource());
        await using var subscription = await broker.SubscribeAsync(node, async (payload, cancel) =>
        {
            await open.Task;
            await HearAsync(payload, cancel);
        }, Cancel);
        for (var i = 0; i < 1000; i++)
            await broker.PublishAsync(node, "key", Encoding.UTF8.GetBytes($"{i}"), Cancel);
        open.SetResult();
        await Until.HoldsAsync(() => _heard.Contains("999"), "the last message is heard");
        Assert.Equal(1000, _heard.Count + lost.GetMeasurementSnapshot().Sum(static one => one.Value));
        Assert.InRange(_heard.Count, 200, 400);
        Assert.Contains(log.Collector.GetSnapshot(), static record => record.Id.Id == RedisTelemetry.MessagesLost);
    }

    [Fact]
    public async Task A_later_subscriber_of_a_node_takes_its_messages_over_and_the_earlier_gets_none()
    {
        await using var first = await RedisNode.OpenAsync(_application);
        await using var second = await RedisNode.OpenAsync(_application);
        var (node, late) = (new NodeId("node"), new ConcurrentQueue<string>());
        await using var early = await first.Broker.SubscribeAsync(node, HearAsync, Cancel);
        await first.Broker.PublishAsync(node, "key", "to the first"u8.ToArray(), Cancel);
        await Until.HoldsAsync(() => _heard.Contains("to the first"), "the first hears");
        await using var taken = await second.Broker.SubscribeAsync(
            node,
            (payload, _) =>
            {
                late.Enqueue(Encoding.UTF8.GetString(payload.Span));
                return default;
            },
            Cancel);
        for (var i = 0; i < 300; i++)
            await first.Broker.PublishAsync(node, "key", Encoding.UTF8.GetBytes($"{i}"), Cancel);
        await Until.HoldsAsync(() => late.Contains("299"), "the second hears all");
        Assert.Equal(Enumerable.Range(0, 300).Select(static i => $"{i}"), late);
        Assert.Equal(["to the first"], _heard);
    }

    [Fact]
    public async Task A_Redis_that_comes_back_with_an_earlier_state_is_heard_again()
    {
        await using var server = await RedisServer.StartAsync("--save", "3600 1");
        await using var node = await RedisNode.OpenAsync(_application, server);
        var id = new NodeId("node");
        await using var subscription = await node.Broker.SubscribeAsync(id, HearAsync, Cancel);
        await node.Broker.PublishAsync(id, "key", "before"u8.ToArray(), Cancel);
        await Until.HoldsAsync(() => _heard.Contains("before"), "what comes first is heard");
        await server.CommandAsync("SAVE");
        for (var i = 0; i < 50; i++)
            await node.Broker.PublishAsync(id, "key", Encoding.UTF8.GetBytes($"lost {i}"), Cancel);
        await Until.HoldsAsync(() => _heard.Contains("lost 49"), "what comes after the snapshot is heard");
        server.Kill();
        await server.StartAgainAsync();
        await Until.HoldsAsync(() => node.Connection.IsUp, "Redis answers");
        var number = 0;
        await Until.HoldsAsync(
            async () =>
            {
                // The monitor may not know yet that the server was away.
                await TryPublishAsync(node.Broker, id, $"again {number++}");
                return _heard.Any(static text => text.StartsWith("again", StringComparison.Ordinal));
            },
            "messages are heard again");
    }

    [Fact]
    public async Task A_subscription_that_has_ended_and_messages_for_nobody_leave_nothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await RedisNode.OpenAsync(_application, server);
        await (await node.Broker.SubscribeAsync(new NodeId("gone"), HearAsync, Cancel)).DisposeAsync();
        await node.Broker.PublishAsync(new NodeId("gone"), "key", "nobody"u8.ToArray(), Cancel);
        await node.Broker.PublishAsync(new NodeId("never-there"), "key", "nobody"u8.ToArray(), Cancel);
        Assert.Equal(":0", await server.CommandAsync("DBSIZE"));
    }

    [Fact]
    public async Task What_a_live_receiver_holds_in_Redis_ends_by_itself_should_it_die()
    {
        await using var server = await RedisServer.StartAsync();
        await using var node = await RedisNode.OpenAsync(_application, server);
        var id = new NodeId("node");
        await using var subscription = await node.Broker.SubscribeAsync(id, HearAsync, Cancel);
        await node.Broker.PublishAsync(id, "key", "text"u8.ToArray(), Cancel);
        await Until.HoldsAsync(() => _heard.Contains("text"), "the message is heard");
        foreach (var key in new[] { node.Connection.Keys.Receiver(id), node.Connection.Keys.Stream(id) })
            Assert.InRange(long.Parse((await server.CommandAsync("PTTL", key.ToString()!))[1..]), 1, 120_000);
    }

    private static async Task TryPublishAsync(IBroker broker, NodeId node, string text)
    {
        try
        {
            await broker.PublishAsync(node, "key", Encoding.UTF8.GetBytes(text), Cancel);
        }
        catch (StorageException)
        {
        }
    }

    private ValueTask HearAsync(ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        _heard.Enqueue(Encoding.UTF8.GetString(payload.Span));
        return default;
    }
}
