using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>What a user removes for themself.</summary>
public sealed class Removed_entries
{
    [Fact]
    public async Task They_come_as_empty_ones_for_this_user_and_stay_for_all_others()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        var second = await node.Chat.Tell(Ann, Bob, "two");
        await node.Chat.Tell(Ann, Bob, "three");
        await node.Chat.RemoveForMeAsync(Bob, sent.Conversation, [2, 99]).Within();

        var slice = await node.Chat.PullAll(Bob, sent.Conversation);
        Assert.Equal([1, 2, 3], slice.Seqs());
        var empty = slice.Entries[1];
        Assert.Equal((EntryKind.Unspecified, second.Id, 2, default(UserId), BodyFormat.None), (empty.Kind, empty.Id, empty.Ordinal, empty.Sender, empty.Format));
        Assert.Equal(EntryKind.Unspecified, (await node.Chat.HistoryAsync(Bob, sent.Conversation, 3, 1).Within()).Value.Entries[0].Kind);
        Assert.Equal(["one", "two", "three"], (await node.Chat.PullAll(Ann, sent.Conversation)).Words());
    }

    [Fact]
    public async Task A_position_at_one_goes_on()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await node.Chat.RemoveForMeAsync(Bob, sent.Conversation, [1]).Within();
        Assert.Equal(["two"], (await node.Chat.PullAsync(Bob, sent.Conversation, new LogPosition(sent.Epoch, 1, sent.Id)).Within()).Value.Words());
    }

    [Fact]
    public async Task They_reach_the_users_other_devices()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        await node.Chat.Tell(Ann, Bob, "two");
        await node.SettleAsync();
        var known = (await node.Chat.SyncAsync(Bob, 0)).Value;
        Assert.False(known.Items[0].RemovedChanged);
        await node.Chat.RemoveForMeAsync(Bob, sent.Conversation, [2, 1]).Within();

        var item = Assert.Single((await node.Chat.SyncAsync(Bob, known.Version).Within()).Value.Items);
        Assert.True(item.RemovedChanged);
        Assert.Equal(EntryKind.Unspecified, item.Last!.Kind);
        Assert.Equal([1, 2], (await node.Chat.RemovedAsync(Bob, sent.Conversation).Within()).Value);
        Assert.Equal([2], (await node.Chat.RemovedAsync(Bob, sent.Conversation, after: 1).Within()).Value);
        Assert.Equal([item.FeedVersion], node.Router.FeedPushesFor(Bob));
    }

    [Fact]
    public async Task Many_are_refused_at_once_and_none_too()
    {
        await using var node = new MessagingNode();
        var sent = await node.Chat.Tell(Ann, Bob, "one");
        Assert.Equal(201, (await node.Chat.RemoveForMeAsync(Bob, sent.Conversation, []).Within()).Error.Code);
        Assert.Equal(202, (await node.Chat.RemoveForMeAsync(Bob, sent.Conversation, [.. Enumerable.Range(1, 101).Select(i => (long)i)]).Within()).Error.Code);
    }
}
