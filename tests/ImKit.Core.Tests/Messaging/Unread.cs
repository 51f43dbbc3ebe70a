using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Unread
{
    [Fact]
    public async Task A_users_own_messages_are_never_unread()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await node.SettleAsync();

        Assert.Equal(0, (await node.Chat.StateOf(Ann, ack.Conversation)).Unread);
        Assert.Equal(2, (await node.Chat.StateOf(Bob, ack.Conversation)).Unread);
    }

    [Fact]
    public async Task Answering_reads_what_came_before()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await node.Chat.Tell(Bob, Ann, "answer");
        await node.Chat.Tell(Ann, Bob, "three");
        await node.SettleAsync();

        Assert.Equal(1, (await node.Chat.StateOf(Bob, ack.Conversation)).Unread);
    }

    [Fact]
    public async Task Notices_are_not_unread()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "message");
        await node.Chat.Add(Ann, group, Cid);
        await node.Chat.Remove(Ann, group, Cid);
        await node.SettleAsync();

        Assert.Equal(1, (await node.Chat.StateOf(Bob, group)).Unread);
    }

    [Fact]
    public async Task A_read_cursor_beyond_the_head_is_the_head()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        var read = (await node.Chat.MarkReadAsync(Bob, ack.Conversation, long.MaxValue)).Value;
        await node.Chat.Tell(Ann, Bob, "two");
        await node.SettleAsync();

        Assert.Equal((0, 1), (read.Unread, read.Member.Read.Seq));
        Assert.Equal(1, (await node.Chat.StateOf(Bob, ack.Conversation)).Unread);
    }

    [Fact]
    public async Task A_read_cursor_never_goes_back()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await node.Chat.MarkReadAsync(Bob, ack.Conversation, 2);
        var back = (await node.Chat.MarkReadAsync(Bob, ack.Conversation, 1)).Value;
        var zero = (await node.Chat.MarkReadAsync(Bob, ack.Conversation, 0)).Value;

        Assert.Equal((0, 2), (back.Unread, back.Member.Read.Seq));
        Assert.Equal(0, zero.Unread);
        Assert.Equal(201, (await node.Chat.MarkReadAsync(Bob, ack.Conversation, -1)).Error.Code);
    }

    [Fact]
    public async Task Reading_on_one_device_reaches_the_users_others()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();
        var known = (await node.Chat.SyncAsync(Bob, 0)).Value.Version;
        var read = (await node.Chat.MarkReadAsync(Bob, ack.Conversation, 1)).Value;

        Assert.True(read.FeedVersion > known);
        Assert.Equal([read.FeedVersion], node.Router.FeedPushesFor(Bob));
        Assert.Equal(read.FeedVersion, node.Router.ReportsFor(Bob)[^1]);
        var item = Assert.Single((await node.Chat.SyncAsync(Bob, known)).Value.Items);
        Assert.Equal((0, 1), (item.Unread, item.Member.Read.Seq));
        Assert.Empty(node.Router.FeedPushesFor(Ann));
    }

    [Fact]
    public async Task Reading_what_is_read_already_tells_nobody()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.MarkReadAsync(Bob, ack.Conversation, 1);
        await node.Chat.MarkReadAsync(Bob, ack.Conversation, 1);
        Assert.Single(node.Router.FeedPushesFor(Bob));
    }

    [Fact]
    public async Task What_cannot_be_read_cannot_be_marked()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        Assert.Equal(ImError.NotMember, (await node.Chat.MarkReadAsync(Cid, ack.Conversation, 1)).Error);
        Assert.Equal(ImError.NotFound, (await node.Chat.MarkReadAsync(Cid, new("g.none"), 1)).Error);
    }

    [Fact]
    public async Task A_message_that_a_user_sends_while_their_state_is_read_is_not_unread_for_them()
    {
        var stores = new MemoryStores();
        var reads = new InterleavedConversationStore(stores.Conversations);
        await using var node = new MessagingNode(stores, conversations: reads);
        var where = (await node.Chat.Tell(Chat.Ann, Chat.Bob, "hello")).Conversation;
        await node.SettleAsync();
        await node.Chat.MarkReadAsync(Chat.Bob, where, 1).Within();
        await node.SettleAsync();
        reads.After(1, () => node.Chat.Say(Chat.Bob, where, "my own"));

        Assert.Equal(0, (await node.Chat.StateOf(Chat.Bob, where)).Unread);

        await node.SettleAsync();
        Assert.Equal(0, (await node.Chat.StateOf(Chat.Bob, where)).Unread);
        Assert.Equal(1, (await node.Chat.StateOf(Chat.Ann, where)).Unread);
    }
}
