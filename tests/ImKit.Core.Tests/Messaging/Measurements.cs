using System.Diagnostics.Metrics;
using ImKit.Diagnostics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Measurements
{
    [Fact]
    public async Task Appends_are_counted_by_what_became_of_them()
    {
        await using var node = new MessagingNode();
        using var appends = Collect<long>(node, ImKitMetricNames.Appends);
        var draft = MessageDraft.Text(Ann, NewId(), "text") with { ToUser = Bob };
        var ack = (await node.Chat.SendAsync(draft).Within()).Value;
        await node.Chat.SendAsync(draft).Within();
        await node.Chat.SendAsync(draft with { Body = "other"u8.ToArray() }).Within();
        await node.Chat.SendAsync(MessageDraft.Text(Cid, NewId(), "no") with { Conversation = ack.Conversation }).Within();
        node.Messages.Before = _ => throw new ImKit.Storage.StorageException("down");
        await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "text") with { ToUser = Bob }).Within();

        var statuses = appends.GetMeasurementSnapshot().Select(measurement => measurement.Tags["status"]);
        Assert.Equal(["committed", "duplicate", "conflict", "not_member", "unknown"], statuses);
    }

    [Fact]
    public async Task Sends_appends_and_feed_rows_are_measured()
    {
        await using var node = new MessagingNode();
        using var sends = Collect<double>(node, ImKitMetricNames.SendDuration);
        using var appends = Collect<double>(node, ImKitMetricNames.AppendDuration);
        using var rows = Collect<long>(node, ImKitMetricNames.FeedWrites);
        await node.Chat.Tell(Ann, Bob, "text");
        await node.SettleAsync();

        Assert.Single(sends.GetMeasurementSnapshot());
        Assert.Single(appends.GetMeasurementSnapshot());
        Assert.Equal(2, rows.GetMeasurementSnapshot().Sum(measurement => measurement.Value));
    }

    [Fact]
    public async Task Depths_show_what_waits_and_refusals_are_counted_by_queue()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.DispatchQueue = 1);
        using var outbox = Collect<long>(node, ImKitMetricNames.OutboxDepth);
        using var lanes = Collect<long>(node, ImKitMetricNames.LaneDepth);
        using var refused = Collect<long>(node, ImKitMetricNames.Refused);
        var gate = new TaskCompletionSource();
        node.Router.Before = _ => gate.Task;
        await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "two") with { ToUser = Bob }).Within();
        outbox.RecordObservableInstruments();
        lanes.RecordObservableInstruments();
        gate.SetResult();
        await node.SettleAsync();

        Assert.Equal(1, outbox.LastMeasurement!.Value);
        Assert.InRange(lanes.LastMeasurement!.Value, 0, 1);
        Assert.Equal("outbox", refused.LastMeasurement!.Tags["queue"]);
    }

    [Fact]
    public async Task Steps_that_are_tried_again_are_counted()
    {
        await using var node = new MessagingNode();
        using var retries = Collect<long>(node, ImKitMetricNames.DispatchRetries);
        var failures = 2;
        node.Router.Before = _ => failures-- > 0 ? throw new TimeoutException("full") : Task.CompletedTask;
        await node.Chat.Tell(Ann, Bob, "text");
        await node.SettleAsync();

        Assert.Equal(["push", "push"], retries.GetMeasurementSnapshot().Select(measurement => measurement.Tags["step"]));
    }

    private static MetricCollector<T> Collect<T>(MessagingNode node, string instrument)
        where T : struct => new(node.Get<IMeterFactory>(), ImKitMetricNames.Meter, instrument);
}
