using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

/// <summary>What is said after somebody was removed is not theirs to see, also if they were asking at that very moment.</summary>
public sealed class Removed_readers
{
    public static TheoryData<int> Moments => [1, 2, 3];

    [Theory]
    [MemberData(nameof(Moments))]
    public Task A_pull_shows_nothing_that_came_after_the_removal(int read) => NeverAsync(
        read, async (chat, group) => (await chat.PullAsync(Bob, group, default, 50).Within()) is { Ok: true } slice ? slice.Value.Words() : []);

    [Theory]
    [MemberData(nameof(Moments))]
    public Task A_page_of_history_shows_nothing_that_came_after_the_removal(int read) => NeverAsync(
        read, async (chat, group) => (await chat.HistoryAsync(Bob, group).Within()) is { Ok: true } slice ? slice.Value.Words() : []);

    [Theory]
    [MemberData(nameof(Moments))]
    public Task A_list_of_conversations_shows_nothing_that_came_after_the_removal(int read) => NeverAsync(
        read, async (chat, _) => (await chat.RecentAsync(Bob).Within()).Value.Items.Select(static item => item.Last?.Words() ?? ""));

    [Fact]
    public async Task Who_is_added_while_they_ask_sees_nothing_from_before_and_misses_nothing()
    {
        var stores = new MemoryStores();
        var reads = new InterleavedConversationStore(stores.Conversations);
        await using var node = new MessagingNode(stores, conversations: reads);
        var group = await node.Chat.Group(Ann, Cid);
        await node.Chat.Say(Ann, group, "before");
        reads.After(1, async () =>
        {
            await node.Chat.Say(Ann, group, "before, too");
            await node.Chat.Add(Ann, group, Bob);
            await node.Chat.Say(Ann, group, "after");
        });

        Assert.Equal(["after"], (await node.Chat.PullAsync(Bob, group, default, 50).Within()).Value.Words());
        Assert.Equal(["after"], (await node.Chat.PullAll(Bob, group)).Words());
    }

    private static async Task NeverAsync(int read, Func<IConversations, ConversationId, Task<IEnumerable<string>>> ask)
    {
        var stores = new MemoryStores();
        var reads = new InterleavedConversationStore(stores.Conversations);
        await using var node = new MessagingNode(stores, conversations: reads);
        var group = await node.Chat.Group(Ann, Bob);
        await node.Chat.Say(Ann, group, "open");
        await node.SettleAsync();
        reads.After(read, async () =>
        {
            await node.Chat.Remove(Ann, group, Bob);
            await node.Chat.Say(Ann, group, "secret");
        });

        Assert.DoesNotContain("secret", await ask(node.Chat, group));
    }
}
