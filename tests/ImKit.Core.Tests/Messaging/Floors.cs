using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Floors
{
    [Fact]
    public async Task Who_joins_sees_nothing_from_before()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var before = await node.Chat.Say(Ann, group, "before");
        await node.Chat.Add(Ann, group, Cid);
        await node.Chat.Say(Ann, group, "after");
        await node.SettleAsync();

        var slice = await node.Chat.PullAll(Cid, group);
        Assert.Equal(["after"], slice.Words());
        Assert.Equal((2, before.Id), (slice.Floor, slice.FloorId));
        Assert.Equal(["after"], (await node.Chat.HistoryAsync(Cid, group)).Value.Words());
        Assert.Equal(1, (await node.Chat.StateOf(Cid, group)).Unread);
    }

    [Fact]
    public async Task Who_has_left_reads_nothing_any_more_and_learns_that_by_the_feed()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.SettleAsync();
        var known = (await node.Chat.SyncAsync(Bob, 0)).Value.Version;
        await node.Chat.Remove(Ann, group, Bob);
        await node.Chat.Say(Ann, group, "about bob");
        await node.SettleAsync();

        Assert.Equal(ImError.NotMember, (await node.Chat.PullAsync(Bob, group, default)).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.HistoryAsync(Bob, group)).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.MembersAsync(Bob, group)).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.MarkReadAsync(Bob, group, 1)).Error);
        Assert.Equal(ImError.NotMember, (await node.Chat.SendAsync(MessageDraft.Text(Bob, NewId(), "?") with { Conversation = group })).Error);
        var left = Assert.Single((await node.Chat.SyncAsync(Bob, known)).Value.Items);
        Assert.Equal((MemberRole.None, null, 0, 0), (left.Member.Role, left.Last, left.Unread, left.Head.Seq));
        Assert.Empty((await node.Chat.RecentAsync(Bob)).Value.Items);
        Assert.Equal([1], node.Router.SeqsFor(Bob));
        Assert.Equal([left.FeedVersion], node.Router.FeedPushesFor(Bob));
    }

    [Fact]
    public async Task Who_comes_back_sees_neither_what_was_before_nor_what_was_said_meanwhile()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "first stay");
        await node.Chat.Remove(Bob, group, Bob);
        await node.Chat.Say(Ann, group, "without bob");
        await node.Chat.Add(Ann, group, Bob);
        await node.Chat.Say(Ann, group, "second stay");
        await node.SettleAsync();

        Assert.Equal(["second stay"], (await node.Chat.PullAll(Bob, group)).Words());
        Assert.Equal(["second stay"], (await node.Chat.HistoryAsync(Bob, group)).Value.Words());
        Assert.Equal(1, (await node.Chat.StateOf(Bob, group)).Unread);
        Assert.DoesNotContain(4, node.Router.SeqsFor(Bob));
    }

    [Fact]
    public async Task The_last_entry_is_not_shown_to_who_joined_after_it()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "secret");
        await node.Chat.Add(Ann, group, Cid);
        await node.SettleAsync();

        var state = await node.Chat.StateOf(Cid, group);
        Assert.Equal((EntryKind.MembersAdded, 0), (state.Last!.Kind, state.Unread));
    }

    [Fact]
    public async Task A_push_that_is_late_does_not_reach_who_joined_after_its_entry()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.SettleAsync();
        var gate = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        node.Router.Before = _ =>
        {
            reached.TrySetResult();
            return gate.Task;
        };
        await node.Chat.Say(Ann, group, "holds the outbox");
        await reached.Task.Within();
        await node.Chat.Say(Ann, group, "before cid");
        await node.Chat.Add(Ann, group, Cid);
        await node.Chat.Say(Ann, group, "after cid");
        gate.SetResult();
        await node.SettleAsync();

        Assert.Equal([5], node.Router.SeqsFor(Cid));
        Assert.Equal([1, 2, 3, 4, 5], node.Router.SeqsFor(Bob));
        Assert.Single(node.Router.FeedPushesFor(Cid));
    }
}
