using ImKit.Messaging;
using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Dispatching
{
    [Fact]
    public async Task Pushes_of_a_conversation_are_in_order_and_complete_under_parallel_senders()
    {
        await using var node = new MessagingNode();
        var groups = new List<ConversationId>();
        for (var i = 0; i < 8; i++)
            groups.Add(await node.Chat.Group(Ann, Bob, Cid));
        await Task.WhenAll(Enumerable.Range(0, 16).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await node.Chat.Say(sender % 2 == 0 ? Ann : Cid, groups[(sender + i) % groups.Count], "text");
        }))).Within();
        await node.SettleAsync();

        foreach (var group in groups)
        {
            var pushes = node.Router.EntriesFor(Bob).Where(push => push.ConversationId == group.Value).ToArray();
            var seqs = pushes.SelectMany(push => push.Entries).Select(entry => entry.Seq).ToArray();
            Assert.Equal(Enumerable.Range(1, 401).Select(seq => (long)seq), seqs);
            Assert.All(pushes, push => Assert.Equal(push.First, push.Entries[0].Seq));
        }
    }

    [Fact]
    public async Task The_senders_own_sessions_get_the_entry_too()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "hi");
        await node.SettleAsync();
        var push = Assert.Single(node.Router.EntriesFor(Ann));
        Assert.Equal(("ann", "hi", 1), (push.Entries[0].Sender, push.Entries[0].Text, push.Entries[0].Ordinal));
    }

    [Fact]
    public async Task A_duplicate_is_not_pushed_again()
    {
        await using var node = new MessagingNode();
        var draft = MessageDraft.Text(Ann, NewId(), "once") with { ToUser = Bob };
        await node.Chat.SendAsync(draft);
        await node.SettleAsync();
        await node.Chat.SendAsync(draft);
        await node.SettleAsync();
        Assert.Equal([1], node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task What_waits_for_one_conversation_is_pushed_together()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "first");
        await node.SettleAsync();
        var gate = new TaskCompletionSource();
        node.Router.Before = _ => gate.Task;
        for (var i = 0; i < 10; i++)
            await node.Chat.Tell(Ann, Bob, "waits");
        gate.SetResult();
        await node.SettleAsync();

        Assert.Equal(Enumerable.Range(1, 11).Select(seq => (long)seq), node.Router.SeqsFor(Bob));
        Assert.InRange(node.Router.EntriesFor(Bob).Count, 2, 4);
    }

    [Fact]
    public async Task A_push_that_fails_is_tried_again_and_keeps_its_order()
    {
        await using var node = new MessagingNode();
        var failures = 3;
        node.Router.Before = _ => Interlocked.Decrement(ref failures) >= 0 ? throw new TimeoutException("the bucket is full") : Task.CompletedTask;
        await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await node.SettleAsync();
        Assert.Equal([1, 2], node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task A_feed_store_that_fails_loses_no_row()
    {
        var stores = new MemoryStores();
        var feed = new FailingFeedStore(stores.Feed) { Failures = 3 };
        await using var node = new MessagingNode(stores, feed: feed);
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();

        Assert.Equal(ack.Conversation, Assert.Single((await node.Chat.SyncAsync(Bob, 0)).Value.Items).Conversation);
        Assert.Equal(0, feed.Failures);
    }

    [Fact]
    public async Task A_full_outbox_says_busy_before_anything_is_stored()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.DispatchQueue = 2);
        var gate = new TaskCompletionSource();
        node.Router.Before = _ => gate.Task;
        await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        var draft = MessageDraft.Text(Ann, NewId(), "three") with { ToUser = Bob };
        var refused = await node.Chat.SendAsync(draft).Within();
        gate.SetResult();
        await node.SettleAsync();

        Assert.Equal(ImError.Busy, refused.Error);
        Assert.False((await node.Chat.SendAsync(draft)).Value.Duplicate);
        Assert.Equal(3, (await node.Chat.PullAll(Bob, ConversationId.Direct(Ann, Bob))).Head.Seq);
    }

    [Fact]
    public async Task Refused_sends_give_their_room_back()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.DispatchQueue = 2);
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();
        for (var i = 0; i < 10; i++)
        {
            var refused = await node.Chat.SendAsync(MessageDraft.Text(Cid, NewId(), "no") with { Conversation = ack.Conversation });
            Assert.Equal(ImError.NotMember, refused.Error);
        }

        Assert.Equal(2, (await node.Chat.Tell(Ann, Bob, "two")).Position.Seq);
    }

    [Fact]
    public async Task Large_groups_get_pushes_and_no_feed_rows_per_message()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.LargeGroup = 3);
        var group = await node.Chat.Group(Ann, Bob, Cid, Dan);
        await node.Chat.Say(Ann, group, "one");
        await node.Chat.Add(Ann, group, new UserId("eve"));
        await node.Chat.Say(Ann, group, "two");
        await node.SettleAsync();

        Assert.Equal([1, 2, 3, 4], node.Router.SeqsFor(Dan));
        Assert.Empty((await node.Chat.SyncAsync(Dan, 0)).Value.Items);
        Assert.Equal([4], node.Router.SeqsFor(new UserId("eve")));
        Assert.Equal(group, Assert.Single((await node.Chat.SyncAsync(new UserId("eve"), 0)).Value.Items).Conversation);
    }

    [Fact]
    public async Task Every_member_of_a_group_of_thousands_is_reached()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann);
        for (var i = 0; i < 25; i++)
            await node.Chat.Add(Ann, group, [.. Enumerable.Range(i * 100, 100).Select(n => new UserId($"user{n}"))]);
        await node.SettleAsync();
        var ack = await node.Chat.Say(Ann, group, "all");
        await node.SettleAsync();

        Assert.All(Enumerable.Range(0, 2500), n => Assert.Equal(ack.Position.Seq, node.Router.SeqsFor(new UserId($"user{n}"))[^1]));
    }

    [Fact]
    public async Task Members_added_through_another_node_get_the_next_push_of_this_one()
    {
        var stores = new MemoryStores();
        await using var one = new MessagingNode(stores);
        await using var other = new MessagingNode(stores);
        var group = await one.Chat.Group(Ann, Bob, Dan);
        await one.Chat.Say(Ann, group, "the list is known here");
        await one.SettleAsync();
        await other.Chat.Add(Ann, group, Cid);
        await other.Chat.Remove(Ann, group, Dan);
        await one.Chat.Say(Ann, group, "new list");
        await one.SettleAsync();

        Assert.Equal([5], one.Router.SeqsFor(Cid));
        Assert.Equal([1, 2], one.Router.SeqsFor(Dan));
    }
}
