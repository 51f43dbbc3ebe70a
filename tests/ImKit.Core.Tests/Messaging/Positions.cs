using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Positions
{
    [Fact]
    public async Task A_pull_goes_on_exactly_behind_a_position()
    {
        await using var node = new MessagingNode();
        var acks = await Talk(node, 5);
        var slice = (await node.Chat.PullAsync(Bob, acks[0].Conversation, At(acks[1]), 2)).Value;

        Assert.Equal([3, 4], slice.Seqs());
        Assert.True(slice.More);
        Assert.Equal(new Position(5, 5), slice.Head);
        var rest = (await node.Chat.PullAsync(Bob, acks[0].Conversation, At(acks[3]), 2)).Value;
        Assert.Equal([5], rest.Seqs());
        Assert.False(rest.More);
    }

    [Fact]
    public async Task A_position_at_the_head_has_nothing_behind_it()
    {
        await using var node = new MessagingNode();
        var acks = await Talk(node, 2);
        var slice = (await node.Chat.PullAsync(Bob, acks[0].Conversation, At(acks[1]))).Value;
        Assert.Empty(slice.Entries);
        Assert.False(slice.More);
    }

    [Fact]
    public async Task A_position_that_is_not_of_this_log_is_a_reset()
    {
        await using var node = new MessagingNode();
        var acks = await Talk(node, 3);
        var good = At(acks[1]);

        Assert.Equal(ImError.Reset, await Pull(node, acks[0], good with { Epoch = good.Epoch + 1 }));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], good with { IdAtSeq = new MessageId(1) }));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], good with { Seq = 3 }));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], good with { Seq = 4 }));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], good with { Seq = -1 }));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], new LogPosition(0, 2, acks[1].Id)));
        Assert.False((await Pull(node, acks[0], good)).IsError);
    }

    [Fact]
    public async Task The_beginning_always_matches_its_epoch()
    {
        await using var node = new MessagingNode();
        var acks = await Talk(node, 2);
        Assert.Equal([1, 2], (await node.Chat.PullAsync(Bob, acks[0].Conversation, new LogPosition(acks[0].Epoch, 0, default))).Value.Seqs());
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], new LogPosition(acks[0].Epoch + 1, 0, default)));
    }

    [Fact]
    public async Task A_position_exactly_at_the_floor_resumes_and_an_older_one_is_a_reset()
    {
        await using var node = new MessagingNode();
        var group = await node.Chat.Group(Ann, Bob);
        var older = await node.Chat.Say(Ann, group, "older");
        var atFloor = await node.Chat.Say(Ann, group, "at the floor");
        await node.Chat.Add(Ann, group, Cid);
        await node.Chat.Say(Ann, group, "after");

        var slice = (await node.Chat.PullAsync(Cid, group, At(atFloor))).Value;
        Assert.Equal([4, 5], slice.Seqs());
        Assert.Equal((3, atFloor.Id), (slice.Floor, slice.FloorId));
        Assert.Equal(ImError.Reset, (await node.Chat.PullAsync(Cid, group, At(older))).Error);
        Assert.Equal(ImError.Reset, (await node.Chat.PullAsync(Cid, group, At(atFloor) with { IdAtSeq = older.Id })).Error);
    }

    [Fact]
    public async Task A_position_exactly_at_the_trim_resumes_and_an_older_one_is_a_reset()
    {
        var stores = new MemoryStores();
        await using var node = new MessagingNode(stores);
        var acks = await Talk(node, 6);
        var key = new ConversationKey(default, acks[0].Conversation);
        await stores.MarkDispatchedAsync(key, 6);
        await stores.Messages.TrimAsync(key, 3, TestContext.Current.CancellationToken);

        var slice = (await node.Chat.PullAsync(Bob, acks[0].Conversation, At(acks[2]))).Value;
        Assert.Equal([4, 5, 6], slice.Seqs());
        Assert.Equal((3, acks[2].Id), (slice.Floor, slice.FloorId));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], At(acks[1])));
        Assert.Equal(ImError.Reset, await Pull(node, acks[0], At(acks[2]) with { IdAtSeq = acks[1].Id }));
        Assert.Equal([4, 5, 6], (await node.Chat.PullAll(Bob, acks[0].Conversation)).Seqs());
        var history = (await node.Chat.HistoryAsync(Bob, acks[0].Conversation)).Value;
        Assert.Equal([4, 5, 6], history.Seqs());
        Assert.False(history.More);
    }

    [Fact]
    public async Task History_pages_backward_down_to_the_beginning()
    {
        await using var node = new MessagingNode();
        var acks = await Talk(node, 5);
        var newest = (await node.Chat.HistoryAsync(Bob, acks[0].Conversation, limit: 2)).Value;
        var middle = (await node.Chat.HistoryAsync(Bob, acks[0].Conversation, beforeSeq: 4, limit: 2)).Value;
        var oldest = (await node.Chat.HistoryAsync(Bob, acks[0].Conversation, beforeSeq: 2, limit: 2)).Value;

        Assert.Equal(([4, 5], true), (newest.Seqs().ToArray(), newest.More), PageComparer.Instance);
        Assert.Equal(([2, 3], true), (middle.Seqs().ToArray(), middle.More), PageComparer.Instance);
        Assert.Equal(([1], false), (oldest.Seqs().ToArray(), oldest.More), PageComparer.Instance);
    }

    [Fact]
    public async Task Limits_out_of_range_are_clamped()
    {
        await using var node = new MessagingNode();
        var acks = await Talk(node, 3);
        Assert.Single((await node.Chat.PullAsync(Bob, acks[0].Conversation, default, limit: -5)).Value.Entries);
        Assert.Equal(3, (await node.Chat.PullAsync(Bob, acks[0].Conversation, default, limit: int.MaxValue)).Value.Entries.Count);
    }

    private static LogPosition At(SendAck ack) => new(ack.Epoch, ack.Position.Seq, ack.Id);

    private static async Task<ImError> Pull(MessagingNode node, SendAck of, LogPosition position) =>
        (await node.Chat.PullAsync(Bob, of.Conversation, position)).Error;

    private static async Task<List<SendAck>> Talk(MessagingNode node, int count)
    {
        var acks = new List<SendAck>();
        for (var i = 0; i < count; i++)
            acks.Add(await node.Chat.Tell(Ann, Bob, $"line {i}"));
        return acks;
    }

    private sealed class PageComparer : IEqualityComparer<(long[] Seqs, bool More)>
    {
        public static readonly PageComparer Instance = new();

        public bool Equals((long[] Seqs, bool More) x, (long[] Seqs, bool More) y) => x.More == y.More && x.Seqs.SequenceEqual(y.Seqs);

        public int GetHashCode((long[] Seqs, bool More) page) => page.Seqs.Length;
    }
}
