using ImKit.Messaging;
using ImKit.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>What a client's request costs, in calls of the stores and rows of them: what changed counts, not what there is.</summary>
public sealed class Costs
{
    [Fact]
    public async Task A_user_in_a_thousand_conversations_of_which_three_changed_is_in_sync_after_one_request_and_three_pulls() =>
        Assert.Equal(await SyncCostAsync(conversations: 10), await SyncCostAsync(conversations: 1000));

    [Fact]
    public async Task Unread_costs_the_same_in_a_group_of_two_and_of_a_hundred_thousand() =>
        Assert.Equal(await UnreadCostAsync(members: 2), await UnreadCostAsync(members: 100_000));

    [Fact]
    public async Task A_page_of_history_is_one_range_of_the_log()
    {
        var stores = new MemoryStores();
        var (messages, log) = CallLog.Around(stores.Messages);
        await using var node = new MessagingNode(stores, services: services => Replace(services, messages));
        var first = await node.Chat.Tell(Ann, Bob, "1");
        for (var i = 2; i <= 300; i++)
            await node.Chat.Tell(Ann, Bob, $"{i}");
        await node.SettleAsync();
        log.Take();
        Assert.Equal(50, (await node.Chat.HistoryAsync(Bob, first.Conversation)).Value.Entries.Count);
        Assert.Equal(["ReadBackwardAsync 51"], log.Take().Where(static call => call.StartsWith("Read", StringComparison.Ordinal) && !call.StartsWith("ReadReactions", StringComparison.Ordinal)));
    }

    private static async Task<IReadOnlyList<string>> SyncCostAsync(int conversations)
    {
        var stores = new MemoryStores();
        var (rows, rowLog) = CallLog.Around(stores.Conversations);
        var (feed, feedLog) = CallLog.Around(stores.Feed);
        var (messages, log) = CallLog.Around(stores.Messages);
        await using var node = new MessagingNode(stores, conversations: rows, feed: feed, services: services => Replace(services, messages));
        for (var i = 0; i < conversations; i++)
            await node.Chat.Tell(new UserId($"friend{i}"), Ann, "hello");
        await node.SettleAsync();
        var known = new Dictionary<ConversationId, LogPosition>();
        var version = 0L;
        for (var more = true; more;)
        {
            var page = (await node.Chat.SyncAsync(Ann, version, 200)).Value;
            (version, more) = (page.Version, page.More);
            foreach (var state in page.Items)
                known[state.Conversation] = new LogPosition(state.Epoch, state.Head.Seq, state.HeadId);
        }

        Assert.Equal(conversations, known.Count);
        // She is away, and three go on.
        foreach (var friend in new[] { 3, 5, 7 })
            await node.Chat.Tell(new UserId($"friend{friend}"), Ann, "news");
        await node.SettleAsync();
        rowLog.Take();
        feedLog.Take();
        log.Take();

        var changed = (await node.Chat.SyncAsync(Ann, version, 200)).Value;
        Assert.Equal((3, false), (changed.Items.Count, changed.More));
        foreach (var state in changed.Items)
        {
            var slice = (await node.Chat.PullAsync(Ann, state.Conversation, known[state.Conversation])).Value;
            Assert.Equal((1, false), (slice.Entries.Count, slice.More));
        }

        IReadOnlyList<string> cost = [.. feedLog.Take(), .. rowLog.Take(), .. log.Take()];
        Assert.Contains("ReadSinceAsync 3", cost);
        Assert.Contains("GetHeadsAsync 3", cost);
        Assert.Empty((await node.Chat.SyncAsync(Ann, changed.Version, 200)).Value.Items);
        return cost;
    }

    private static async Task<IReadOnlyList<string>> UnreadCostAsync(int members)
    {
        var stores = new MemoryStores();
        var (rows, log) = CallLog.Around(stores.Conversations);
        await using var node = new MessagingNode(stores, conversations: rows);
        var group = await node.Chat.Group(Ann, Bob);
        var key = new ConversationKey(default, group);
        foreach (var chunk in Enumerable.Range(2, members - 2).Chunk(10_000))
        {
            var outcomes = await stores.Messages.AppendAsync(
                [
                    new AppendRequest
                    {
                        Conversation = key, Id = new MessageId(chunk[0]), Sender = Ann, ClientMsgId = new ClientMsgId($"add {chunk[0]}"), PayloadHash = new byte[32],
                        Kind = EntryKind.MembersAdded, Countable = false, Time = 0,
                        Members = [.. chunk.Select(static i => new MemberChange(new UserId($"member {i}"), MemberRole.Member))],
                    },
                ], TestContext.Current.CancellationToken);
            Assert.Equal(AppendStatus.Committed, outcomes[0].Status);
        }

        Assert.Equal(members, (await stores.Conversations.GetHeadsAsync([key], TestContext.Current.CancellationToken))[0]!.MemberCount);
        for (var i = 0; i < 5; i++)
            await node.Chat.Say(Ann, group, $"{i}");
        await node.SettleAsync();
        log.Take();
        var head = (await stores.Conversations.GetHeadsAsync([key], TestContext.Current.CancellationToken))[0]!.Last.Seq;
        Assert.Equal(2, (await node.Chat.MarkReadAsync(Bob, group, head - 2)).Value.Unread);
        await node.SettleAsync();
        return log.Take();
    }

    private static void Replace(IServiceCollection services, IMessageStore messages)
    {
        services.RemoveAll<IMessageStore>();
        services.AddSingleton(messages);
    }
}
