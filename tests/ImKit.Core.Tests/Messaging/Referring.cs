using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>Answers, mentions and the host's own kinds.</summary>
public sealed class Referring
{
    [Fact]
    public async Task An_answer_names_the_entry_that_it_answers()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "question");
        var answer = (await node.Chat.SendAsync(MessageDraft.Text(Bob, NewId(), "answer") with { ToUser = Ann, ReplyTo = 1 }).Within()).Value;
        await node.SettleAsync();

        Assert.Equal(1, (await node.Chat.PullAll(Ann, sent.Conversation)).Entries[1].TargetSeq);
        Assert.Equal(1, node.Router.EntriesFor(Ann)[^1].Entries[^1].TargetSeq);
        Assert.Equal(new Position(2, 2), answer.Position);
    }

    [Fact]
    public async Task Nobody_answers_what_they_do_not_see()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "before");
        await node.Chat.Add(Ann, group, Cid);
        var gone = await node.Chat.Say(Ann, group, "gone");
        await node.Chat.RecallAsync(Ann, NewId(), group, gone.Position.Seq).Within();

        foreach (var seq in new long[] { 1, 2, 3, 4, 5, 99 })
            Assert.Equal(ImError.EntryNotFound, await Send(node, Cid, group, draft => draft with { ReplyTo = seq }));
        Assert.Equal(default, await Send(node, Bob, group, draft => draft with { ReplyTo = 2 }));
        Assert.Equal(201, (await Send(node, Bob, group, draft => draft with { ReplyTo = -1 })).Code);
        Assert.Equal(ImError.NotMember, await Send(node, Dan, group, draft => draft with { ReplyTo = 2 }));
    }

    [Fact]
    public async Task Sends_stay_in_order_when_some_have_to_be_looked_up()
    {
        var stores = new MemoryStores();
        await using var node = new MessagingNode(stores, conversations: new SlowMembers(stores.Conversations));
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "first");
        var sends = Enumerable.Range(0, 40).Select(i => node.Chat.SendAsync(
            MessageDraft.Text(Ann, NewId(), $"{i}") with { Conversation = group, ReplyTo = i % 3 == 0 ? 2 : 0 }).AsTask());
        var acks = await Task.WhenAll([.. sends]).Within();
        Assert.Equal(Enumerable.Range(3, 40).Select(seq => (long)seq), acks.Select(ack => ack.Value.Position.Seq));
    }

    [Fact]
    public async Task Mentions_come_with_the_entry_each_once()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await Send(node, Ann, group, draft => draft with { Mentions = [Bob, Cid, Bob] });
        await node.SettleAsync();

        Assert.Equal([Bob, Cid], (await node.Chat.PullAll(Bob, group)).Entries[^1].Mentions);
        Assert.Equal(["bob", "cid"], node.Router.EntriesFor(Bob)[^1].Entries[^1].Mentions);
        Assert.Equal(202, (await Send(node, Ann, group, draft => draft with { Mentions = [.. Enumerable.Range(0, 101).Select(i => new UserId($"u{i}"))] })).Code);
        Assert.Equal(201, (await Send(node, Ann, group, draft => draft with { Mentions = [default] })).Code);
    }

    [Fact]
    public async Task Only_who_leads_the_group_mentions_everybody()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(ImError.Forbidden, await Send(node, Bob, group, draft => draft with { MentionsAll = true }));
        Assert.Equal(default, await Send(node, Ann, group, draft => draft with { MentionsAll = true }));
        Assert.True((await node.Chat.PullAll(Bob, group)).Entries[^1].MentionsAll);
    }

    [Fact]
    public async Task Another_answer_or_mention_under_the_same_id_is_a_conflict()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "one");
        var draft = MessageDraft.Text(Ann, NewId(), "x") with { ToUser = Bob, ReplyTo = 1, Mentions = [Bob, Ann] };
        var first = (await node.Chat.SendAsync(draft).Within()).Value;

        Assert.Equal(first with { Duplicate = true }, (await node.Chat.SendAsync(draft with { Mentions = [Ann, Bob] }).Within()).Value);
        Assert.Equal(ImError.Conflict, (await node.Chat.SendAsync(draft with { ReplyTo = 0 }).Within()).Error);
        Assert.Equal(ImError.Conflict, (await node.Chat.SendAsync(draft with { Mentions = [] }).Within()).Error);
    }

    [Fact]
    public async Task The_hosts_own_kinds_are_declared_and_count_if_they_say_so()
    {
        await using var node = new MessagingNode(configure: options =>
        {
            options.Messaging.Kinds[100] = new CustomKind { Countable = true };
            options.Messaging.Kinds[101] = new CustomKind();
        });
        var group = await node.Chat.Group(Ann, Bob);
        Assert.Equal(default, await Send(node, Ann, group, draft => draft with { Kind = (EntryKind)100 }));
        Assert.Equal(default, await Send(node, Ann, group, draft => draft with { Kind = (EntryKind)101 }));
        Assert.Equal(201, (await Send(node, Ann, group, draft => draft with { Kind = (EntryKind)102 })).Code);
        Assert.Equal(201, (await Send(node, Ann, group, draft => draft with { Kind = EntryKind.Recalled })).Code);
        await node.SettleAsync();

        Assert.Equal(1, (await node.Chat.StateOf(Bob, group)).Unread);
        Assert.Equal([(1, false), (100, true), (101, false)], (await node.Chat.PullAll(Bob, group)).Entries.Select(e => ((int)e.Kind == 2 ? 1 : (int)e.Kind, e.Countable)));
    }

    private static async Task<ImError> Send(MessagingNode node, UserId sender, ConversationId where, Func<MessageDraft, MessageDraft> change) =>
        (await node.Chat.SendAsync(change(MessageDraft.Text(sender, NewId(), "x") with { Conversation = where })).Within()).Error;

    private sealed class SlowMembers(IConversationStore inner) : ForwardingConversationStore
    {
        protected override IConversationStore Inner => inner;

        public override async ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel)
        {
            await Task.Yield();
            return await base.FindMemberAsync(conversation, user, cancel);
        }
    }
}
