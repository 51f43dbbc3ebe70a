using ImKit.Messaging;
using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Marks
{
    [Fact]
    public async Task A_conversation_is_marked_no_further_than_every_feed_row_before_is_written()
    {
        var stores = new MemoryStores();
        var feed = new HeldFeedStore(stores.Feed, Bob);
        await using var node = new MessagingNode(stores, feed: feed);
        Assert.Distinct(new[] { Ann, Bob, Cid, Dan }.Select(static user => Sections.OfUser(default, user)));
        var group = await node.Chat.Group(Ann, Bob, Cid);
        await node.SettleAsync();
        var marks = node.Get<DispatchMarks>();
        feed.Hold();

        var removal = await node.Chat.Remove(Ann, group, Bob);
        await node.Chat.Say(Ann, group, "without Bob");
        // A section writes in order: once these are done, the rows of Ann and Cid for the message before are too.
        await DispatchedAsync(marks, (await node.Chat.Tell(Ann, Dan, "one")).Conversation);
        await DispatchedAsync(marks, (await node.Chat.Tell(Cid, Dan, "two")).Conversation);
        await marks.FlushAsync(CancellationToken.None);
        Assert.InRange(await MarkAsync(node, group), 0, removal.Position.Seq - 1);

        feed.Release();
        await node.SettleAsync();
        await marks.FlushAsync(CancellationToken.None);
        Assert.Equal(removal.Position.Seq + 1, await MarkAsync(node, group));
    }

    private static async Task DispatchedAsync(DispatchMarks marks, ConversationId conversation)
    {
        using var deadline = new CancellationTokenSource(Deadline.Time);
        while (marks.Pending(new ConversationKey(default, conversation)) == 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task<long> MarkAsync(MessagingNode node, ConversationId conversation) =>
        (await node.Stores.Conversations.GetHeadsAsync([new ConversationKey(default, conversation)], default))[0]!.DispatchedSeq;

    /// <summary>Holds back the writes of one user's rows.</summary>
    private sealed class HeldFeedStore(IFeedStore inner, UserId held) : IFeedStore
    {
        private TaskCompletionSource? _hold;

        public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _hold!.SetResult();

        public ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel) => inner.ReserveVersionsAsync(section, count, cancel);

        public async ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel)
        {
            if (_hold is { } hold && rows.Any(row => row.User == held))
                await hold.Task.WaitAsync(cancel).ConfigureAwait(false);
            return await inner.WriteAsync(rows, under, cancel).ConfigureAwait(false);
        }

        public ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel) =>
            inner.ReadSinceAsync(tenant, user, since, limit, cancel);

        public ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
            TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel) =>
            inner.ReadRecentAsync(tenant, user, kind, before, limit, cancel);

        public ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => inner.GetVersionAsync(tenant, user, cancel);
    }
}
