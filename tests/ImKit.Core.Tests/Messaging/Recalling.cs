using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Recalling
{
    [Fact]
    public async Task A_recalled_message_has_no_body_for_anybody_and_neither_have_its_edits()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "oops");
        await node.Chat.EditAsync(new MessageEdit
        {
            Actor = Ann, ClientMsgId = NewId(), Conversation = sent.Conversation, Seq = 1, Version = 0, Body = "oops!"u8.ToArray(),
        }).Within();
        await Recall(node, Ann, sent);
        await node.SettleAsync();

        var entries = (await node.Chat.PullAll(Bob, sent.Conversation)).Entries;
        Assert.Equal([true, false, false], entries.Select(entry => entry.Recalled));
        Assert.All(entries, entry => Assert.Equal(BodyFormat.None, entry.Format));
        var pushed = node.Router.EntriesFor(Bob).SelectMany(push => push.Entries).Last();
        Assert.Equal((Wire.EntryKind.Recalled, 1), (pushed.Kind, pushed.TargetSeq));
    }

    [Fact]
    public async Task Senders_recall_within_their_time_and_who_leads_the_group_at_any_time()
    {
        var time = new FakeTimeProvider();
        await using var node = new MessagingNode(time: time);
        var group = await node.Chat.Group(Ann, Bob, Cid);
        var first = await node.Chat.Say(Bob, group, "one");
        var second = await node.Chat.Say(Bob, group, "two");
        Assert.Equal(ImError.Forbidden, (await TryRecall(node, Cid, first)).Error);
        Assert.True((await TryRecall(node, Bob, first)).Ok);
        time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(ImError.Forbidden, (await TryRecall(node, Bob, second)).Error);
        Assert.True((await TryRecall(node, Ann, second)).Ok);
    }

    [Fact]
    public async Task The_time_for_a_recall_may_be_none_or_for_ever()
    {
        var time = new FakeTimeProvider();
        await using var never = new MessagingNode(time: time, configure: options => options.Messaging.RecallWithin = TimeSpan.Zero);
        Assert.Equal(ImError.Forbidden, (await TryRecall(never, Ann, await never.Chat.Tell(Ann, Bob, "x"))).Error);
        await using var always = new MessagingNode(time: time, configure: options => options.Messaging.RecallWithin = Timeout.InfiniteTimeSpan);
        var sent = await always.Chat.Tell(Ann, Bob, "x");
        time.Advance(TimeSpan.FromDays(100));
        Assert.True((await TryRecall(always, Ann, sent)).Ok);
    }

    [Fact]
    public async Task Recalling_again_returns_the_first_ack_for_the_same_request_and_changes_nothing_for_another()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "oops");
        var id = NewId();
        var first = (await node.Chat.RecallAsync(Ann, id, sent.Conversation, 1).Within()).Value;

        Assert.Equal(first with { Duplicate = true }, (await node.Chat.RecallAsync(Ann, id, sent.Conversation, 1).Within()).Value);
        Assert.Equal(ImError.Unchanged, (await TryRecall(node, Ann, sent)).Error);
        Assert.Equal(2, (await node.Chat.PullAll(Bob, sent.Conversation)).Head.Seq);
    }

    [Fact]
    public async Task The_host_may_replace_the_rules()
    {
        await using var node = new MessagingNode(services: services => services.AddSingleton<IMessagePolicy>(new Nobody()));
        var sent = await node.Chat.Tell(Ann, Bob, "for ever");
        Assert.Equal(new ImError(900, "never"), (await TryRecall(node, Ann, sent)).Error);
    }

    [Fact]
    public async Task Rules_that_throw_let_nothing_pass_and_the_lane_goes_on()
    {
        await using var node = new MessagingNode(services: services => services.AddSingleton<IMessagePolicy>(new Broken()));
        var sent = await node.Chat.Tell(Ann, Bob, "for ever");
        Assert.Equal(ImError.Internal, (await TryRecall(node, Ann, sent)).Error);
        Assert.Equal(2, (await node.Chat.Tell(Ann, Bob, "next")).Position.Seq);
    }

    private static async Task Recall(MessagingNode node, UserId actor, SendAck sent) => _ = (await TryRecall(node, actor, sent)).Value;

    private static Task<Result<SendAck>> TryRecall(MessagingNode node, UserId actor, SendAck sent) =>
        node.Chat.RecallAsync(actor, NewId(), sent.Conversation, sent.Position.Seq).Within();

    private sealed class Nobody : IMessagePolicy
    {
        public ValueTask<ImError> CheckAsync(MessageAction action, CancellationToken cancel) => new(new ImError(900, "never"));
    }

    private sealed class Broken : IMessagePolicy
    {
        public ValueTask<ImError> CheckAsync(MessageAction action, CancellationToken cancel) => throw new InvalidOperationException("broken");
    }
}
