using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>Unread, mentions and badges when more happens than messages and reading.</summary>
public sealed class Counting
{
    [Fact]
    public async Task A_recalled_message_is_not_unread_and_one_that_was_read_takes_nothing_off()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        for (var i = 0; i < 4; i++)
            await node.Chat.Say(Ann, group, $"{i}");
        await node.Chat.MarkReadAsync(Bob, group, 3).Within();
        await node.Chat.RecallAsync(Ann, NewId(), group, 2).Within();
        await node.SettleAsync();
        Assert.Equal(2, (await node.Chat.StateOf(Bob, group)).Unread);

        await node.Chat.RecallAsync(Ann, NewId(), group, 4).Within();
        await node.SettleAsync();
        Assert.Equal(1, (await node.Chat.StateOf(Bob, group)).Unread);
    }

    [Fact]
    public async Task What_a_user_removed_for_themself_is_not_unread_also_when_it_is_recalled_too()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);
        for (var i = 0; i < 3; i++)
            await node.Chat.Say(Ann, group, $"{i}");
        await node.Chat.RemoveForMeAsync(Bob, group, [2, 3]).Within();
        await node.Chat.RecallAsync(Ann, NewId(), group, 2).Within();
        await node.SettleAsync();

        Assert.Equal((1, 2), ((await node.Chat.StateOf(Bob, group)).Unread, (await node.Chat.StateOf(Cid, group)).Unread));
    }

    [Fact]
    public async Task Mentions_count_while_they_are_unread_and_not_recalled()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await Mention(node, group, Bob);
        var second = await Mention(node, group, Bob, Cid);
        await node.Chat.Say(Ann, group, "nobody");
        await node.SettleAsync();
        var state = await node.Chat.StateOf(Bob, group);
        Assert.Equal((2, 3, 3), (state.Mentions, state.LastMention, state.Unread));
        Assert.Equal((1, 3), ((await node.Chat.StateOf(Cid, group)).Mentions, (await node.Chat.StateOf(Cid, group)).LastMention));

        await node.Chat.RecallAsync(Ann, NewId(), group, second.Position.Seq).Within();
        await node.SettleAsync();
        Assert.Equal((1, 2), ((await node.Chat.StateOf(Bob, group)).Mentions, (await node.Chat.StateOf(Bob, group)).LastMention));
        Assert.Equal((0, 0), ((await node.Chat.MarkReadAsync(Bob, group, 2).Within()).Value.Mentions, (await node.Chat.StateOf(Bob, group)).LastMention));
    }

    [Fact]
    public async Task Recalling_what_does_not_count_takes_no_mention_of_another_away()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.Kinds[100] = new CustomKind());
        var group = await node.Chat.Group(Ann, Bob);
        await Mention(node, group, Bob);
        var uncounted = (await node.Chat.SendAsync(
            MessageDraft.Text(Ann, NewId(), "x") with { Conversation = group, Kind = (EntryKind)100, Mentions = [Bob] }).Within()).Value;
        await node.Chat.RecallAsync(Ann, NewId(), group, uncounted.Position.Seq).Within();
        await node.SettleAsync();
        Assert.Equal((1, 1), ((await node.Chat.StateOf(Bob, group)).Mentions, (await node.Chat.StateOf(Bob, group)).Unread));
    }

    [Fact]
    public async Task A_mention_from_before_somebody_joined_is_none_of_theirs()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await Mention(node, group, Cid);
        await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "all") with { Conversation = group, MentionsAll = true }).Within();
        await node.Chat.Add(Ann, group, Cid);
        await node.SettleAsync();

        var state = await node.Chat.StateOf(Cid, group);
        Assert.Equal((0, 0, 0), (state.Mentions, state.LastMention, state.MentionedAll));
    }

    [Fact]
    public async Task Everybody_is_mentioned_until_they_have_read_it()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var all = (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "all") with { Conversation = group, MentionsAll = true }).Within()).Value;
        await node.Chat.Say(Ann, group, "more");
        await node.SettleAsync();
        Assert.Equal(all.Position.Seq, (await node.Chat.StateOf(Bob, group)).MentionedAll);
        Assert.Equal(0, (await node.Chat.StateOf(Ann, group)).MentionedAll);
        Assert.Equal(0, (await node.Chat.MarkReadAsync(Bob, group, all.Position.Seq).Within()).Value.MentionedAll);
    }

    [Fact]
    public async Task What_is_cleared_or_trimmed_is_not_unread()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "1");
        for (var i = 0; i < 5; i++)
            await node.Chat.Tell(Ann, Bob, "more");
        var state = (await node.Chat.ClearAsync(Bob, sent.Conversation, 2).Within()).Value;
        Assert.Equal(4, state.Unread);

        await node.SettleAsync();
        var key = new ConversationKey(default, sent.Conversation);
        await node.Stores.MarkDispatchedAsync(key, 6);
        await node.Stores.Messages.TrimAsync(key, 5, default);
        Assert.Equal(1, (await node.Chat.StateOf(Bob, sent.Conversation)).Unread);
        Assert.Equal([6], (await node.Chat.PullAll(Bob, sent.Conversation)).Seqs());
    }

    [Fact]
    public async Task The_badge_sums_what_is_neither_muted_nor_hidden_nor_left()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Bob, Ann, "1");
        var muted = await node.Chat.Tell(Cid, Ann, "2");
        var marked = await node.Chat.Tell(Dan, Ann, "3");
        var hidden = await node.Chat.Tell(new("eve"), Ann, "4");
        var group = await node.Chat.Group(Bob, Ann, Cid);
        await node.Chat.SendAsync(MessageDraft.Text(Bob, NewId(), "x") with { Conversation = group, Mentions = [Ann] }).Within();
        var left = await node.Chat.Group(Bob, Ann);
        await node.Chat.Say(Bob, left, "5");
        await node.Chat.Remove(Ann, left, Ann);
        await node.Chat.UpdateAsync(Ann, muted.Conversation, new MemberUpdate { Muted = true }).Within();
        await node.Chat.MarkReadAsync(Ann, marked.Conversation, 1).Within();
        await node.Chat.UpdateAsync(Ann, marked.Conversation, new MemberUpdate { MarkedUnread = true }).Within();
        await node.Chat.UpdateAsync(Ann, hidden.Conversation, new MemberUpdate { Hidden = true }).Within();
        await node.SettleAsync();

        Assert.Equal(new Badge(3, 1), (await node.Chat.BadgeAsync(Ann).Within()).Value);
        Assert.Equal(new Badge(0, 0), (await node.Chat.BadgeAsync(new("nobody")).Within()).Value);
    }

    private static async Task<SendAck> Mention(MessagingNode node, ConversationId group, params UserId[] users) =>
        (await node.Chat.SendAsync(MessageDraft.Text(Ann, NewId(), "you") with { Conversation = group, Mentions = users }).Within()).Value;
}
