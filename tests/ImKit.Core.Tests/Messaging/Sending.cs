using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Sending
{
    [Fact]
    public async Task The_first_message_of_a_stranger_opens_the_conversation_and_is_unread()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "hello");
        await node.SettleAsync();

        Assert.Equal(new Position(1, 1), ack.Position);
        var state = await node.Chat.StateOf(Bob, ack.Conversation);
        Assert.Equal((1, Ann, "hello"), (state.Unread, state.Peer, state.Last!.Words()));
        Assert.Equal([1], node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task Both_sides_write_into_the_same_conversation()
    {
        await using var node = new MessagingNode();
        var first = await node.Chat.Tell(Ann, Bob, "ping");
        var second = await node.Chat.Tell(Bob, Ann, "pong");

        Assert.Equal(first.Conversation, second.Conversation);
        Assert.Equal(["ping", "pong"], (await node.Chat.PullAll(Ann, first.Conversation)).Words());
    }

    [Fact]
    public async Task A_user_may_write_to_themself()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Ann, "note");
        await node.SettleAsync();

        var state = await node.Chat.StateOf(Ann, ack.Conversation);
        Assert.Equal((0, Ann, 1), (state.Unread, state.Peer, state.MemberCount));
    }

    [Fact]
    public async Task The_same_send_again_returns_the_first_ack()
    {
        await using var node = new MessagingNode();
        var draft = MessageDraft.Text(Ann, NewId(), "once") with { ToUser = Bob };
        var first = (await node.Chat.SendAsync(draft).Within()).Value;
        var again = (await node.Chat.SendAsync(draft).Within()).Value;

        Assert.Equal(first with { Duplicate = true }, again);
        Assert.Equal(["once"], (await node.Chat.PullAll(Bob, first.Conversation)).Words());
    }

    [Fact]
    public async Task The_same_id_with_another_body_is_a_conflict()
    {
        await using var node = new MessagingNode();
        var draft = MessageDraft.Text(Ann, NewId(), "one") with { ToUser = Bob };
        await node.Chat.SendAsync(draft).Within();
        var other = await node.Chat.SendAsync(draft with { Body = "two"u8.ToArray() }).Within();

        Assert.Equal(ImError.Conflict, other.Error);
    }

    [Fact]
    public async Task Duplicates_inside_one_batch_are_committed_once()
    {
        await using var node = new MessagingNode();
        var warm = await node.Chat.Tell(Ann, Bob, "first");
        var gate = new TaskCompletionSource();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var batches = new List<int>();
        node.Messages.Before = batch =>
        {
            batches.Add(batch.Count);
            held.TrySetResult();
            return gate.Task;
        };
        var blocker = node.Chat.Say(Ann, warm.Conversation, "holds the lane");
        await held.Task.Within();
        var draft = MessageDraft.Text(Ann, NewId(), "once") with { ToUser = Bob };
        var sends = Enumerable.Range(0, 5).Select(_ => node.Chat.SendAsync(draft).AsTask()).ToArray();
        gate.SetResult();
        await blocker;
        var acks = (await Task.WhenAll(sends).Within()).Select(result => result.Value).ToArray();

        Assert.Single(acks, ack => !ack.Duplicate);
        Assert.Single(acks.Select(ack => ack.Position).Distinct());
        Assert.Contains(batches, count => count >= 5);
        Assert.Equal(["first", "holds the lane", "once"], (await node.Chat.PullAll(Bob, warm.Conversation)).Words());
    }

    [Fact]
    public async Task A_host_may_use_its_buffer_again_after_the_call()
    {
        await using var node = new MessagingNode();
        var body = "before"u8.ToArray();
        var send = node.Chat.SendAsync(new MessageDraft { Sender = Ann, ClientMsgId = NewId(), ToUser = Bob, Body = body });
        "after!"u8.CopyTo(body);
        var ack = (await send.Within()).Value;

        Assert.Equal(["before"], (await node.Chat.PullAll(Bob, ack.Conversation)).Words());
    }

    [Fact]
    public async Task A_stranger_cannot_write_into_a_conversation()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "private");
        var intruder = await node.Chat.SendAsync(MessageDraft.Text(Cid, NewId(), "hi") with { Conversation = ack.Conversation }).Within();

        Assert.Equal(ImError.NotMember, intruder.Error);
        Assert.Equal(1, (await node.Chat.PullAll(Ann, ack.Conversation)).Head.Seq);
    }

    [Fact]
    public async Task A_conversation_that_does_not_exist_is_not_found()
    {
        await using var node = new MessagingNode();
        var send = await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "hi") with { Conversation = new("g.nowhere") }).Within();
        Assert.Equal(ImError.NotFound, send.Error);
    }

    [Fact]
    public async Task Tenants_do_not_meet()
    {
        await using var node = new MessagingNode();
        var factory = node.Get<ImKit.Messaging.ConversationsFactory>();
        var ack = await factory.For(new TenantId("one")).Tell(Ann, Bob, "of one");
        await node.SettleAsync();

        Assert.Equal(ImError.NotFound, (await factory.For(new TenantId("two")).PullAsync(Bob, ack.Conversation, default)).Error);
        Assert.Empty((await factory.For(new TenantId("two")).SyncAsync(Bob, 0)).Value.Items);
    }
}
