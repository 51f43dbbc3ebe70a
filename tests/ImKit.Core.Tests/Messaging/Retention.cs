using ImKit.Storage;
using Microsoft.Extensions.Time.Testing;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Retention
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task What_is_too_old_goes_and_what_is_not_stays()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var node = await StartAsync(time, options => options.Retention.Direct = 2 * Day);
        var old = await node.Chat.Tell(Ann, Bob, "old");
        var atTrim = await node.Chat.Tell(Ann, Bob, "old, too");
        time.Advance(Day);
        await node.Chat.Tell(Ann, Bob, "young");
        var group = await node.Chat.Group(Ann, Bob);
        await DispatchedAsync(node, time, old.Conversation, group);
        time.Advance(Day + TimeSpan.FromMinutes(1));
        await UntilTrimmed(node, time, old.Conversation, 2);

        var slice = await node.Chat.PullAll(Bob, old.Conversation);
        Assert.Equal(["young"], slice.Words());
        Assert.Equal((2, atTrim.Id), (slice.Floor, slice.FloorId));
        Assert.Equal(1, (await node.Chat.StateOf(Bob, old.Conversation)).Unread);
        Assert.Equal(["young"], (await node.Chat.PullAsync(Bob, old.Conversation, new LogPosition(atTrim.Epoch, 2, atTrim.Id)).Within()).Value.Words());
        Assert.Equal(ImError.Reset, (await node.Chat.PullAsync(Bob, old.Conversation, new LogPosition(old.Epoch, 1, old.Id)).Within()).Error);
        Assert.Equal(0, (await Head(node, group)).Trimmed.Seq);
    }

    [Fact]
    public async Task A_tenant_may_keep_its_own_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var node = await StartAsync(time, options =>
        {
            options.Retention.Group = Day;
            options.Retention.Tenants["forever"] = new TenantRetention();
        });
        var chat = node.Get<ImKit.Messaging.ConversationsFactory>().For(new TenantId("forever"));
        var kept = await chat.Group(Ann, Bob);
        var group = await node.Chat.Group(Ann, Bob);
        await DispatchedAsync(node, time, group);
        time.Advance(2 * Day);
        await UntilTrimmed(node, time, group, 1);

        Assert.Empty((await node.Chat.PullAll(Ann, group)).Entries);
        Assert.Single((await chat.PullAll(Ann, kept)).Entries);
        Assert.Null((await node.Chat.StateOf(Bob, group)).Last);
    }

    [Fact]
    public async Task A_round_removes_a_bounded_number_of_entries_and_the_next_goes_on()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var node = await StartAsync(time, options =>
        {
            options.Retention.Direct = Day;
            options.Retention.EntriesPerRound = 4;
        });
        var where = (await node.Chat.Tell(Ann, Bob, "0")).Conversation;
        for (var i = 1; i < 10; i++)
            await node.Chat.Tell(Ann, Bob, $"{i}");
        await DispatchedAsync(node, time, where);
        var steps = new List<long>();
        node.Messages.AfterTrim = seq => steps.Add(seq);
        time.Advance(2 * Day);
        await UntilTrimmed(node, time, where, 10);
        Assert.Equal([4, 8, 10], steps);
    }

    [Fact]
    public async Task A_late_retry_is_recognised_for_a_week_after_its_message_is_gone()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var node = await StartAsync(time, options => options.Retention.Direct = Day);
        var draft = MessageDraft.Text(Ann, NewId(), "once") with { ToUser = Bob };
        var first = (await node.Chat.SendAsync(draft).Within()).Value;
        await DispatchedAsync(node, time, first.Conversation);
        time.Advance(2 * Day);
        await UntilTrimmed(node, time, first.Conversation, 1);
        Assert.Equal(first with { Duplicate = true }, (await node.Chat.SendAsync(draft).Within()).Value);

        time.Advance(6 * Day);
        // One round may have begun before the week was over.
        await RoundAsync(node, time);
        await RoundAsync(node, time);
        Assert.False((await node.Chat.SendAsync(draft).Within()).Value.Duplicate);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Who_comes_back_while_history_is_trimmed_gets_all_or_a_reset(int read)
    {
        var stores = new MemoryStores();
        var reads = new InterleavedConversationStore(stores.Conversations);
        await using var node = new MessagingNode(stores, conversations: reads);
        var acks = new List<SendAck>();
        for (var i = 0; i < 6; i++)
            acks.Add(await node.Chat.Tell(Ann, Bob, $"{i}"));
        var key = new ConversationKey(default, acks[0].Conversation);
        await node.SettleAsync();
        await stores.MarkDispatchedAsync(key, 6);
        reads.After(read, async () => await stores.Messages.TrimAsync(key, 3, default));

        var pull = await node.Chat.PullAsync(Bob, key.Id, new LogPosition(acks[0].Epoch, 1, acks[0].Id)).Within();
        Assert.Equal(ImError.Reset, pull.Error);
        Assert.Equal(["3", "4", "5"], (await node.Chat.PullAll(Bob, key.Id)).Words());
        Assert.Equal(ImError.EntryNotFound, (await node.Chat.RecallAsync(Ann, NewId(), key.Id, 2).Within()).Error);
    }

    private static async Task<MessagingNode> StartAsync(TimeProvider time, Action<ImKitOptions> configure)
    {
        var node = new MessagingNode(time: time, configure: configure);
        await node.StartAsync();
        return node;
    }

    private static async Task DispatchedAsync(MessagingNode node, FakeTimeProvider time, params ConversationId[] conversations)
    {
        await node.SettleAsync();
        await node.Get<ImKit.Messaging.DispatchMarks>().FlushAsync(default).Within();
        foreach (var conversation in conversations)
        {
            var head = await Head(node, conversation);
            Assert.Equal(head.Last.Seq, head.DispatchedSeq);
        }
    }

    /// <summary>Lets rounds go by until a log is trimmed so far.</summary>
    private static async Task UntilTrimmed(MessagingNode node, FakeTimeProvider time, ConversationId conversation, long seq)
    {
        for (var round = 0; (await Head(node, conversation)).Trimmed.Seq < seq; round++)
        {
            Assert.True(round < 20, "the log is not trimmed");
            await RoundAsync(node, time);
        }
    }

    private static async Task RoundAsync(MessagingNode node, FakeTimeProvider time)
    {
        var pruned = node.Messages.NextPrune();
        time.Advance(TimeSpan.FromMinutes(1));
        await pruned.Within();
    }

    private static async Task<ConversationHead> Head(MessagingNode node, ConversationId conversation) =>
        (await node.Stores.Conversations.GetHeadsAsync([new ConversationKey(default, conversation)], default))[0]!;
}
