using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.RabbitMq.Tests;

/// <summary>A server that is there and does not take messages.</summary>
public sealed class OutageTests(OwnRabbitMq rabbit) : IClassFixture<OwnRabbitMq>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_RabbitMQ_lacks_memory_publishing_fails_at_once_and_receiving_goes_on()
    {
        var log = new FakeLogger<RabbitMqBroker>();
        await using var broker = await TestRabbitMq.OpenAsync("alarm", rabbit.Server, static options => options.Timeout = TimeSpan.FromSeconds(0.2), log);
        await rabbit.Server.ControlAsync("set_vm_memory_high_watermark", "0.0001");
        try
        {
            // RabbitMQ says so to whoever publishes.
            await Until.HoldsAsync(async () => await FailureAsync(broker) is { } failure && failure.Contains("lacks memory", StringComparison.Ordinal), "publishing is refused");
            Assert.False(broker.IsUp);
            Assert.Contains(log.Collector.GetSnapshot(), static record => record.Id.Id == RabbitMqTelemetry.Blocked);
        }
        finally
        {
            await rabbit.Server.ControlAsync("set_vm_memory_high_watermark", "0.4");
        }

        await Until.HoldsAsync(async () => await FailureAsync(broker) is null && broker.IsUp, "messages are taken again");
        Assert.Contains(log.Collector.GetSnapshot(), static record => record.Id.Id == RabbitMqTelemetry.Unblocked);
    }

    [Fact]
    public async Task While_RabbitMQ_stands_still_publishing_waits_once_and_fails_at_once_from_then_on()
    {
        using var metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = metrics.GetRequiredService<IMeterFactory>();
        using var failed = new MetricCollector<long>(meters, RabbitMqTelemetry.MeterName, RabbitMqTelemetry.Failed);
        await using var broker = await TestRabbitMq.OpenAsync("pause", rabbit.Server, static options => options.Timeout = TimeSpan.FromSeconds(2), meters: meters);
        await rabbit.Server.PauseAsync();
        for (var i = 0; i < 50; i++)
            Assert.NotNull(await FailureAsync(broker));
        Assert.False(broker.IsUp);
        Assert.Equal(
            ["timeout", .. Enumerable.Repeat("stalled", 49)], failed.GetMeasurementSnapshot().Select(static one => (string)one.Tags["reason"]!));
        await rabbit.Server.ResumeAsync();
        await Until.HoldsAsync(async () => await FailureAsync(broker) is null && broker.IsUp, "messages are taken again");
    }

    [Fact]
    public async Task A_server_that_is_silent_for_too_long_is_given_up_and_found_again()
    {
        var log = new FakeLogger<RabbitMqBroker>();
        await using var broker = await TestRabbitMq.OpenAsync("silent", rabbit.Server, static options => options.Heartbeat = TimeSpan.FromSeconds(1), log);
        await rabbit.Server.PauseAsync();
        await Until.HoldsAsync(() => Count(RabbitMqTelemetry.Down) > 0, "the connection is given up");
        await rabbit.Server.ResumeAsync();
        await Until.HoldsAsync(() => Count(RabbitMqTelemetry.Up) > 0 && broker.IsUp, "there is a connection again");

        int Count(int id) => log.Collector.GetSnapshot().Count(record => record.Id.Id == id);
    }

    private static async Task<string?> FailureAsync(IBroker broker)
    {
        try
        {
            await broker.PublishAsync(new NodeId("node"), "key", "text"u8.ToArray(), Cancel);
            return null;
        }
        catch (StorageException failure)
        {
            return failure.Message;
        }
    }
}
