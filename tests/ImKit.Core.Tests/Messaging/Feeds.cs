using ImKit.Messaging;
using ImKit.Storage;
using static ImKit.Core.Tests.Support.Chat;

namespace ImKit.Core.Tests.Messaging;

public sealed class Feeds
{
    [Fact]
    public async Task Sync_tells_what_changed_since_a_version_and_nothing_else()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();
        var known = (await node.Chat.SyncAsync(Ann, 0)).Value.Version;
        var other = await node.Chat.Tell(Cid, Ann, "two");
        await node.SettleAsync();

        var page = (await node.Chat.SyncAsync(Ann, known)).Value;
        Assert.Equal(other.Conversation, Assert.Single(page.Items).Conversation);
        Assert.False(page.More);
        Assert.Empty((await node.Chat.SyncAsync(Ann, page.Version)).Value.Items);
        Assert.Equal(page.Version, (await node.Chat.SyncAsync(Ann, page.Version)).Value.Version);
    }

    [Fact]
    public async Task A_busy_conversation_is_one_change_and_pushes_no_other_out()
    {
        await using var node = new MessagingNode();
        var quiet = await node.Chat.Tell(Cid, Ann, "quiet");
        await node.SettleAsync();
        for (var i = 0; i < 300; i++)
            await node.Chat.Tell(Bob, Ann, "busy");
        await node.SettleAsync();

        var page = (await node.Chat.SyncAsync(Ann, 0)).Value;
        Assert.Equal([quiet.Conversation, ConversationId.Direct(Ann, Bob)], page.Items.Select(item => item.Conversation));
        Assert.Equal(300, page.Items[1].Unread);
    }

    [Fact]
    public async Task Sync_pages_without_losing_anything_between_the_pages()
    {
        await using var node = new MessagingNode();
        for (var i = 0; i < 25; i++)
            await node.Chat.Tell(new UserId($"friend{i}"), Ann, "hi");
        await node.SettleAsync();

        var seen = new List<ConversationId>();
        SyncPage page;
        var version = 0L;
        do
        {
            page = (await node.Chat.SyncAsync(Ann, version, 10)).Value;
            version = page.Version;
            seen.AddRange(page.Items.Select(item => item.Conversation));
        }
        while (page.More);

        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(25, seen.Count);
    }

    [Fact]
    public async Task A_message_and_a_read_cursor_of_one_conversation_are_one_change()
    {
        await using var node = new MessagingNode();
        var ack = await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();
        var read = (await node.Chat.MarkReadAsync(Bob, ack.Conversation, 1)).Value;

        var item = Assert.Single((await node.Chat.SyncAsync(Bob, 0)).Value.Items);
        Assert.Equal(read.FeedVersion, item.FeedVersion);
    }

    [Fact]
    public async Task A_version_the_feed_never_had_is_a_reset()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();
        var version = (await node.Chat.SyncAsync(Bob, 0)).Value.Version;

        Assert.Equal(ImError.Reset, (await node.Chat.SyncAsync(Bob, version + 1)).Error);
        Assert.Equal(201, (await node.Chat.SyncAsync(Bob, -1)).Error.Code);
    }

    [Fact]
    public async Task Recent_conversations_are_in_order_of_activity_and_paged()
    {
        await using var node = new MessagingNode();
        var first = await node.Chat.Tell(Bob, Ann, "1");
        await node.SettleAsync();
        var second = await node.Chat.Tell(Cid, Ann, "2");
        await node.SettleAsync();
        var third = await node.Chat.Tell(Dan, Ann, "3");
        await node.SettleAsync();
        await node.Chat.Tell(Bob, Ann, "4");
        await node.SettleAsync();
        await node.Chat.MarkReadAsync(Ann, second.Conversation, 1);

        var page = (await node.Chat.RecentAsync(Ann, limit: 2)).Value;
        var rest = (await node.Chat.RecentAsync(Ann, page.Next, 2)).Value;
        Assert.Equal([first.Conversation, third.Conversation], page.Items.Select(item => item.Conversation));
        Assert.Equal((second.Conversation, 0), (Assert.Single(rest.Items).Conversation, rest.Next));
        Assert.Equal(("4", Bob, 2), (page.Items[0].Last!.Words(), page.Items[0].Peer, page.Items[0].Unread));
    }

    [Fact]
    public async Task Versions_rise_over_restarts()
    {
        var stores = new MemoryStores();
        var versions = new List<long>();
        for (var start = 0; start < 3; start++)
        {
            await using var node = new MessagingNode(stores);
            await node.Chat.Tell(Ann, Bob, "hi");
            await node.SettleAsync();
            versions.Add((await node.Chat.SyncAsync(Bob, 0)).Value.Version);
        }

        Assert.Equal(versions.Order().Distinct(), versions);
    }

    [Fact]
    public async Task The_newest_version_is_reported_for_heartbeats()
    {
        await using var node = new MessagingNode();
        await node.Chat.Tell(Ann, Bob, "one");
        await node.SettleAsync();

        var version = await node.Stores.Feed.GetVersionAsync(default, Bob, default);
        Assert.Equal(version, node.Router.ReportsFor(Bob)[^1]);
        Assert.Empty(node.Router.FeedPushesFor(Bob));
    }

    [Fact]
    public void A_users_section_never_changes()
    {
        Assert.Equal(58, Sections.OfUser(default, new UserId("ann")));
        Assert.Equal(53, Sections.OfUser(new TenantId("shop"), new UserId("Łukasz-👋")));
        var used = Enumerable.Range(0, 5000).GroupBy(i => Sections.OfUser(default, new UserId($"user{i}"))).ToArray();
        Assert.Equal(Sections.Count, used.Length);
        Assert.All(used, section => Assert.InRange(section.Count(), 30, 150));
    }
}
