using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Reacting
{
    [Fact]
    public async Task Reactions_come_counted_with_the_entries_and_tell_the_readers_own()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);
        var sent = await node.Chat.Say(Ann, group, "news");
        await React(node, Bob, sent, "👍");
        await React(node, Cid, sent, "👍");
        await React(node, Cid, sent, "!");

        var slice = await node.Chat.PullAll(Bob, group);
        Assert.Equal([new ReactionCount(2, "!", 1, false), new ReactionCount(2, "👍", 2, true)], slice.Reactions);
        Assert.Equal(slice.Reactions, (await node.Chat.HistoryAsync(Bob, group).Within()).Value.Reactions);
        await React(node, Cid, sent, "👍", remove: true);
        Assert.Equal([new ReactionCount(2, "!", 1, true), new ReactionCount(2, "👍", 1, false)], (await node.Chat.PullAll(Cid, group)).Reactions);
    }

    [Fact]
    public async Task Reacting_marks_nothing_as_read_and_counts_for_nobody()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await React(node, Bob, sent, "+");
        await node.SettleAsync();

        Assert.Equal(2, (await node.Chat.StateOf(Bob, sent.Conversation)).Unread);
        Assert.Equal(0, (await node.Chat.StateOf(Ann, sent.Conversation)).Unread);
        Assert.Equal([1, 2, 3], node.Router.SeqsFor(Ann));
    }

    [Fact]
    public async Task A_reaction_that_is_there_already_changes_nothing_and_neither_does_one_that_is_not()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await React(node, Bob, sent, "+");
        Assert.Equal(ImError.Unchanged, await TryReact(node, Bob, sent, "+"));
        Assert.Equal(ImError.Unchanged, await TryReact(node, Bob, sent, "-", remove: true));
        Assert.Equal(2, (await node.Chat.PullAll(Bob, sent.Conversation)).Head.Seq);
    }

    [Fact]
    public async Task One_entry_has_a_bounded_number_of_different_reactions()
    {
        await using var node = new MessagingNode(configure: options => options.Messaging.MaxReactionKeys = 2);
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await React(node, Bob, sent, "a");
        await React(node, Bob, sent, "b");
        Assert.Equal(202, (await TryReact(node, Ann, sent, "c")).Code);
        Assert.Equal(default, await TryReact(node, Ann, sent, "b"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_reaction_is_a_short_text(string key)
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        Assert.Equal(201, (await TryReact(node, Bob, sent, key)).Code);
    }

    [Fact]
    public async Task A_recall_takes_the_reactions_with_it()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await React(node, Bob, sent, "+");
        await node.Chat.RecallAsync(Ann, NewId(), sent.Conversation, 1).Within();

        Assert.Empty((await node.Chat.PullAll(Bob, sent.Conversation)).Reactions);
        Assert.Equal(ImError.EntryNotFound, await TryReact(node, Bob, sent, "-"));
    }

    private static async Task React(MessagingNode node, UserId actor, SendAck sent, string key, bool remove = false) =>
        Assert.Equal(default, await TryReact(node, actor, sent, key, remove));

    private static async Task<ImError> TryReact(MessagingNode node, UserId actor, SendAck sent, string key, bool remove = false) =>
        (await node.Chat.ReactAsync(actor, NewId(), sent.Conversation, sent.Position.Seq, key, remove).Within()).Error;
}
