using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Own_settings
{
    [Fact]
    public async Task A_users_settings_reach_their_other_devices_and_nobody_else()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();
        var known = (await node.Chat.SyncAsync(Bob, 0)).Value.Version;
        var set = (await node.Chat.UpdateAsync(Bob, sent.Conversation, new MemberUpdate { Muted = true, Pinned = true, Draft = "dear" }).Within()).Value;

        var item = Assert.Single((await node.Chat.SyncAsync(Bob, known)).Value.Items);
        Assert.Equal((true, true, "dear", false), (item.Member.Muted, item.Member.Pinned, item.Member.Draft, item.Member.MarkedUnread));
        Assert.Equal([set.FeedVersion], node.Router.FeedPushesFor(Bob));
        Assert.Empty(node.Router.FeedPushesFor(Ann));
        Assert.False((await node.Chat.StateOf(Ann, sent.Conversation)).Member.Muted);
    }

    [Fact]
    public async Task Setting_what_is_set_already_tells_nobody()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.UpdateAsync(Bob, sent.Conversation, new MemberUpdate { Muted = true }).Within();
        await node.Chat.UpdateAsync(Bob, sent.Conversation, new MemberUpdate { Muted = true }).Within();
        Assert.Single(node.Router.FeedPushesFor(Bob));
    }

    [Fact]
    public async Task The_mark_as_unread_stays_until_something_is_read()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.MarkReadAsync(Bob, sent.Conversation, 1).Within();
        var marked = (await node.Chat.UpdateAsync(Bob, sent.Conversation, new MemberUpdate { MarkedUnread = true }).Within()).Value;
        Assert.Equal((true, 0), (marked.Member.MarkedUnread, marked.Unread));
        var read = (await node.Chat.MarkReadAsync(Bob, sent.Conversation, 1).Within()).Value;

        Assert.False(read.Member.MarkedUnread);
        Assert.True(read.FeedVersion > marked.FeedVersion);
        Assert.Equal(3, node.Router.FeedPushesFor(Bob).Count);
    }

    [Fact]
    public async Task Pinned_conversations_stand_first_and_only_on_the_first_page()
    {
        await using var node = new MessagingNode();
        var acks = new List<SendAck>();
        for (var i = 0; i < 5; i++)
        {
            acks.Add(await node.Chat.Tell(new($"friend{i}"), Ann, "hi"));
            await node.SettleAsync();
        }

        await node.Chat.UpdateAsync(Ann, acks[0].Conversation, new MemberUpdate { Pinned = true }).Within();
        await node.Chat.UpdateAsync(Ann, acks[3].Conversation, new MemberUpdate { Pinned = true }).Within();
        var first = (await node.Chat.RecentAsync(Ann, limit: 2).Within()).Value;
        var second = (await node.Chat.RecentAsync(Ann, first.Next, limit: 3).Within()).Value;

        Assert.Equal([acks[3], acks[0], acks[4]], first.Items.Select(item => acks.Single(ack => ack.Conversation == item.Conversation)));
        Assert.Equal([acks[2], acks[1]], second.Items.Select(item => acks.Single(ack => ack.Conversation == item.Conversation)));
        Assert.Equal(0, second.Next);
    }

    [Fact]
    public async Task Pins_are_bounded()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.MaxPinned = 1);
        var one = await node.Chat.Tell(Bob, Ann, "hi");
        var two = await node.Chat.Tell(Cid, Ann, "hi");
        Assert.True((await node.Chat.UpdateAsync(Ann, one.Conversation, new MemberUpdate { Pinned = true }).Within()).Ok);
        Assert.True((await node.Chat.UpdateAsync(Ann, one.Conversation, new MemberUpdate { Pinned = true }).Within()).Ok);
        Assert.Equal(202, (await node.Chat.UpdateAsync(Ann, two.Conversation, new MemberUpdate { Pinned = true }).Within()).Error.Code);
    }

    [Fact]
    public async Task A_hidden_conversation_comes_back_with_the_next_message_and_not_with_a_reaction()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Bob, Ann, "one");
        await node.SettleAsync();
        await node.Chat.UpdateAsync(Ann, sent.Conversation, new MemberUpdate { Hidden = true }).Within();
        await node.Chat.ReactAsync(Bob, NewId(), sent.Conversation, 1, "+").Within();
        await node.SettleAsync();
        Assert.Empty((await node.Chat.RecentAsync(Ann).Within()).Value.Items);
        Assert.True((await node.Chat.StateOf(Ann, sent.Conversation)).Hidden);

        await node.Chat.Tell(Bob, Ann, "two");
        await node.SettleAsync();
        Assert.Single((await node.Chat.RecentAsync(Ann).Within()).Value.Items);
    }

    [Fact]
    public async Task What_is_cleared_is_gone_for_this_user_alone()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        var second = await node.Chat.Tell(Ann, Bob, "two");
        await node.Chat.ClearAsync(Bob, sent.Conversation).Within();
        await node.Chat.Tell(Ann, Bob, "three");

        var slice = await node.Chat.PullAll(Bob, sent.Conversation);
        Assert.Equal(["three"], slice.Words());
        Assert.Equal((2, second.Id), (slice.Floor, slice.FloorId));
        Assert.Equal(["three"], (await node.Chat.HistoryAsync(Bob, sent.Conversation).Within()).Value.Words());
        Assert.Equal(3, (await node.Chat.PullAll(Ann, sent.Conversation)).Entries.Count);
    }

    [Fact]
    public async Task Who_cleared_left_and_came_back_sees_what_follows_the_later_of_both()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "cleared");
        await node.Chat.ClearAsync(Bob, group).Within();
        await node.Chat.Say(Ann, group, "first stay");
        await node.Chat.Remove(Bob, group, Bob);
        await node.Chat.Say(Ann, group, "without bob");
        await node.Chat.Add(Ann, group, Bob);
        await node.Chat.Say(Ann, group, "second stay");
        await node.SettleAsync();
        Assert.Equal(["second stay"], (await node.Chat.PullAll(Bob, group)).Words());
        Assert.Equal(1, (await node.Chat.StateOf(Bob, group)).Unread);

        await node.Chat.ClearAsync(Bob, group, 2).Within();
        Assert.Equal(["second stay"], (await node.Chat.PullAll(Bob, group)).Words());
        await node.Chat.ClearAsync(Bob, group).Within();
        Assert.Empty((await node.Chat.PullAll(Bob, group)).Entries);
    }

    [Fact]
    public async Task Who_is_not_a_member_sets_nothing()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        Assert.Equal(ImError.NotMember, (await node.Chat.UpdateAsync(Cid, sent.Conversation, new MemberUpdate { Muted = true }).Within()).Error);
        Assert.Equal(ImError.NotFound, (await node.Chat.ClearAsync(Cid, new("g.none")).Within()).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.RemoveForMeAsync(Cid, sent.Conversation, [1]).Within()).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.RemovedAsync(Cid, sent.Conversation).Within()).Error);
        Assert.Equal(202, (await node.Chat.UpdateAsync(Bob, sent.Conversation, new MemberUpdate { Draft = new string('x', 4097) }).Within()).Error.Code);
        Assert.Equal(201, (await node.Chat.ClearAsync(Bob, sent.Conversation, -1).Within()).Error.Code);
    }
}
