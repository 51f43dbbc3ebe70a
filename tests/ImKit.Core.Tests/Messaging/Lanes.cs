using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Lanes
{
    [Fact]
    public async Task What_waits_is_appended_in_batches_of_at_most_128_one_at_a_time()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.MaxAppends = 1);
        var sizes = new List<int>();
        var gate = new TaskCompletionSource();
        var (running, most) = (0, 0);
        node.Messages.Before = async batch =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            lock (sizes)
                sizes.Add(batch.Count);
            await gate.Task;
        };
        node.Messages.After = _ =>
        {
            Interlocked.Decrement(ref running);
            return Task.CompletedTask;
        };
        var sends = Enumerable.Range(0, 400).Select(i => node.Chat.Tell(Ann, new UserId($"user{i}"), "text")).ToArray();
        gate.SetResult();
        await Task.WhenAll(sends).Within();

        Assert.Equal(400, sizes.Sum());
        Assert.Equal(128, sizes.Max());
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Sends_made_one_after_the_other_are_committed_in_that_order_without_waiting()
    {
        await using var node = new MessagingNode();
        var sends = Enumerable.Range(0, 500)
            .Select(i => node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), $"{i}") with { ToUser = Bob }).AsTask()).ToArray();
        var acks = (await Task.WhenAll(sends).Within()).Select(result => result.Value.Position.Seq);
        Assert.Equal(Enumerable.Range(1, 500).Select(seq => (long)seq), acks);
    }

    [Fact]
    public async Task A_full_queue_says_busy_and_gives_the_outboxs_room_back()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.AppendQueue = 3);
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        node.Messages.Before = _ =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        var first = node.Chat.Tell(Ann, Bob, "in the store's hands");
        await reached.Task.Within();
        var waiting = Enumerable.Range(0, 3).Select(_ => node.Chat.Tell(Ann, Bob, "waits")).ToArray();
        var refused = await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "too many") with { ToUser = Bob }).Within();
        gate.SetResult();
        await Task.WhenAll([first, .. waiting]).Within();
        await node.SettleAsync();

        Assert.Equal(ImError.Busy, refused.Error);
        Assert.Equal(5, (await node.Chat.Tell(Ann, Bob, "room again")).Position.Seq);
    }

    [Fact]
    public async Task Others_go_on_while_an_append_of_one_conversation_hangs()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.MaxAppends = 2);
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        var held = ConversationId.Direct(Ann, Bob);
        node.Messages.Before = batch =>
        {
            if (batch.All(request => request.Conversation.Id != held))
                return Task.CompletedTask;
            reached.TrySetResult();
            return gate.Task;
        };
        var hanging = node.Chat.Tell(Ann, Bob, "hangs");
        await reached.Task.Within();
        var others = Enumerable.Range(0, 200).Select(i => node.Chat.Tell(Cid, new UserId($"user{i}"), "text")).ToArray();
        await Task.WhenAny(others).Within();
        Assert.False(hanging.IsCompleted);
        gate.SetResult();
        await Task.WhenAll([hanging, .. others]).Within();
    }

    [Fact]
    public async Task Giving_up_waiting_does_not_take_the_message_back()
    {
        await using var node = new MessagingNode();
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        node.Messages.Before = _ =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        using var cancel = new CancellationTokenSource();
        var draft = MessageDraft.Text(Ann, NewId(), "text") with { ToUser = Bob };
        var send = node.Chat.SendAsync(draft, cancel.Token).AsTask();
        await reached.Task.Within();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
        gate.SetResult();

        Assert.True((await node.Chat.SendAsync(draft).Within()).Value.Duplicate);
    }
}
