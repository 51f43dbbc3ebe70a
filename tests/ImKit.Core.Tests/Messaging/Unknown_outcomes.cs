using ImKit.Storage;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Unknown_outcomes
{
    [Fact]
    public async Task A_retry_after_a_commit_nobody_heard_of_returns_its_ack_and_nothing_is_doubled()
    {
        await using var node = new MessagingNode();
        var draft = MessageDraft.Text(Ann, NewId(), "once") with { ToUser = Bob };
        node.Messages.After = _ => throw new StorageException("the connection broke");
        var lost = await node.Chat.SendAsync(draft).Within();
        node.Messages.After = _ => Task.CompletedTask;
        var retry = (await node.Chat.SendAsync(draft).Within()).Value;

        Assert.Equal(ImError.Unavailable, lost.Error);
        Assert.True(lost.Error.Temporary);
        Assert.True(retry.Duplicate);
        Assert.Equal(["once"], (await node.Chat.PullAll(Bob, retry.Conversation)).Words());
    }

    [Fact]
    public async Task A_commit_nobody_heard_of_is_dispatched_all_the_same()
    {
        await using var node = new MessagingNode();
        node.Messages.After = _ => throw new StorageException("the connection broke");
        await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).Within();
        await node.SettleAsync();

        Assert.Equal([1], node.Router.SeqsFor(Bob));
        Assert.Single((await node.Chat.SyncAsync(Bob, 0)).Value.Items);
    }

    [Fact]
    public async Task A_store_that_fails_before_the_commit_leaves_nothing()
    {
        await using var node = new MessagingNode();
        node.Messages.Before = _ => throw new StorageException("down");
        var failed = await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).Within();
        await node.SettleAsync();

        Assert.Equal(ImError.Unavailable, failed.Error);
        Assert.Empty(node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task Any_exception_of_a_store_is_an_unknown_outcome_and_the_lane_goes_on()
    {
        await using var node = new MessagingNode();
        node.Messages.Before = _ => throw new InvalidOperationException("a provider's mistake");
        var failed = await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).Within();
        node.Messages.Before = _ => Task.CompletedTask;

        Assert.Equal(ImError.Unavailable, failed.Error);
        Assert.Equal(1, (await node.Chat.Tell(Ann, Bob, "again")).Position.Seq);
    }

    [Fact]
    public async Task A_store_that_hangs_and_ignores_cancellation_is_given_up_after_its_timeout()
    {
        var time = new FakeTimeProvider();
        var stores = new MemoryStores();
        await using var node = new MessagingNode(stores, time: time);
        var reached = new TaskCompletionSource();
        var hang = new TaskCompletionSource();
        node.Messages.Before = _ =>
        {
            reached.TrySetResult();
            return hang.Task;
        };
        var send = node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hello") with { ToUser = Bob }).AsTask();
        await reached.Task.Within();
        time.Advance(TimeSpan.FromSeconds(10));
        var result = await send.Within();
        node.Messages.Before = _ => Task.CompletedTask;

        Assert.Equal(ImError.Unavailable, result.Error);
        Assert.Equal(1, (await node.Chat.Tell(Ann, Bob, "the lane is free again")).Position.Seq);
        hang.SetException(new StorageException("much too late"));
    }

    [Fact]
    public async Task Reads_of_a_store_that_is_down_are_temporarily_unavailable()
    {
        await using var node = new MessagingNode(conversations: new DownConversationStore());
        Assert.Equal(ImError.Unavailable, (await node.Chat.PullAsync(Ann, new("g.1"), default)).Error);
        Assert.Equal(ImError.Unavailable, (await node.Chat.MarkReadAsync(Ann, new("g.1"), 1)).Error);
        Assert.Equal(ImError.Unavailable, (await node.Chat.AddMembersAsync(Ann, NewId(), new("g.1"), [Bob])).Error);
    }
}
