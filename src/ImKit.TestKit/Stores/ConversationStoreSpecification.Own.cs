namespace ImKit.TestKit;

public abstract partial class ConversationStoreSpecification
{
    private static readonly UserId Bob = new("bob");

    [Fact]
    public async Task A_users_own_settings_come_back_and_what_is_not_named_stays()
    {
        var group = await FiveMessages();
        await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { Muted = true, Draft = "Größe 😀" }, Cancel);
        var row = await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { Pinned = true, MarkedUnread = true }, Cancel);
        Assert.Equal((true, true, true, "Größe 😀"), (row!.Muted, row.Pinned, row.MarkedUnread, row.Draft));
        Assert.Equal(row, await MemberOf(group, "bob"));
        Assert.False((await MemberOf(group, "ann")).Pinned);
        Assert.Null(await Conversations.UpdateMemberAsync(group, new UserId("eve"), new MemberUpdate { Pinned = true }, Cancel));
        Assert.Null(await Conversations.UpdateMemberAsync(Names.Group(), Bob, new MemberUpdate { Pinned = true }, Cancel));
    }

    [Fact]
    public async Task Reading_takes_back_the_mark_as_unread_also_where_nothing_is_left_to_read()
    {
        var group = await FiveMessages();
        await Conversations.MarkReadAsync(group, Bob, 6, Cancel);
        await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { MarkedUnread = true }, Cancel);
        Assert.False((await Conversations.MarkReadAsync(group, Bob, 3, Cancel))!.MarkedUnread);
        Assert.Equal(6, (await MemberOf(group, "bob")).Read.Seq);
    }

    [Fact]
    public async Task Clearing_never_goes_back_nor_beyond_the_head_and_what_is_cleared_is_not_unread()
    {
        var group = await FiveMessages();
        Assert.Equal(new Position(4, 3), (await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { ClearTo = 4 }, Cancel))!.ClearedTo);
        Assert.Equal(2, await UnreadOf(group, "bob"));
        Assert.Equal(4, (await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { ClearTo = 2 }, Cancel))!.Start.Seq);
        Assert.Equal(new Position(6, 5), (await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { ClearTo = 99 }, Cancel))!.ClearedTo);
        Assert.Equal(5, await UnreadOf(group, "cid"));
    }

    [Fact]
    public async Task A_hidden_conversation_is_shown_again_by_the_next_message_and_not_by_a_notice()
    {
        var group = await FiveMessages();
        await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { Hidden = true }, Cancel);
        await Commit(Requests.Added(group, "ann", "add", "dan"));
        Assert.True((await MemberOf(group, "bob")).IsHidden((await Head(group))!.Last));
        await Commit(Requests.Message(group, "ann", "next"));
        Assert.False((await MemberOf(group, "bob")).IsHidden((await Head(group))!.Last));
        Assert.Equal(default, (await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { Hidden = false }, Cancel))!.HiddenTo);
    }

    [Fact]
    public async Task What_a_user_removed_for_themself_is_theirs_alone()
    {
        var group = await FiveMessages();
        Assert.NotNull(await Conversations.RemoveEntriesAsync(group, Bob, [5, 3, 3, 1, 99, -1], Cancel));
        Assert.Equal([1, 3, 5], await Conversations.ReadRemovedAsync(group, Bob, 0, 10, Cancel));
        Assert.Equal([3], await Conversations.ReadRemovedAsync(group, Bob, 1, 1, Cancel));
        Assert.Empty(await Conversations.ReadRemovedAsync(group, new UserId("cid"), 0, 10, Cancel));
        Assert.Null(await Conversations.RemoveEntriesAsync(group, new UserId("eve"), [3], Cancel));
        Assert.Equal(6, (await Log(group)).Count);
    }

    [Fact]
    public async Task Recalled_and_removed_entries_are_counted_once_and_notices_not_at_all()
    {
        var group = await FiveMessages();
        await Conversations.RemoveEntriesAsync(group, Bob, [1, 3, 5], Cancel);
        await Commit(Requests.Recall(group, "ann", "r1", 3));
        await Commit(Requests.Recall(group, "ann", "r2", 6));

        Assert.Equal([3, 1, 0, 1, 0], await Conversations.CountRemovedAsync(
            group.Tenant, Bob, [Range(group, 0, 5), Range(group, 0, 2), Range(group, 2, 3), Range(group, 4, 5), new(Names.Group().Id, 0, 9)], Cancel));
        Assert.Equal([2], await Conversations.CountRemovedAsync(group.Tenant, new UserId("cid"), [Range(group, 0, 5)], Cancel));
        Assert.Equal([0], await Conversations.CountRemovedAsync(Names.Tenant(), Bob, [Range(group, 0, 5)], Cancel));
    }

    [Fact]
    public async Task Mentions_are_counted_for_those_who_are_mentioned_until_they_are_recalled()
    {
        var group = await FiveMessages();
        await Commit(Requests.Mention(group, "ann", "m1", "bob", "cid"));
        await Commit(Requests.Mention(group, "ann", "m2", "bob"));
        await Commit(Requests.Mention(group, "ann", "m3", "bob") with { Countable = false });
        var (all, late) = (Range(group, 0, 9), Range(group, 6, 9));
        Assert.Equal([new MentionCount(2, 8), new MentionCount(1, 8)], await Conversations.CountMentionsAsync(group.Tenant, Bob, [all, late], Cancel));
        Assert.Equal([new MentionCount(1, 7), default], await Conversations.CountMentionsAsync(group.Tenant, new UserId("cid"), [all, late], Cancel));
        await Commit(Requests.Recall(group, "ann", "r", 8));
        Assert.Equal([new MentionCount(1, 7), default], await Conversations.CountMentionsAsync(group.Tenant, Bob, [all, late], Cancel));
    }

    [Fact]
    public async Task Pinned_conversations_are_listed_while_the_user_is_a_member()
    {
        var tenant = Names.Tenant();
        var groups = Enumerable.Range(0, 3).Select(_ => Names.Group(tenant)).OrderBy(key => key.Id).ToArray();
        foreach (var group in groups.Reverse())
        {
            await Commit(Requests.Create(group, "ann", "bob"));
            await Conversations.UpdateMemberAsync(group, Bob, new MemberUpdate { Pinned = true }, Cancel);
        }

        Assert.Equal(groups.Select(group => group.Id), await Conversations.ListPinnedAsync(tenant, Bob, 10, Cancel));
        Assert.Equal([groups[0].Id], await Conversations.ListPinnedAsync(tenant, Bob, 1, Cancel));
        await Commit(Requests.Removed(groups[0], "ann", "1", "bob"));
        await Conversations.UpdateMemberAsync(groups[1], Bob, new MemberUpdate { Pinned = false }, Cancel);
        Assert.Equal([groups[2].Id], await Conversations.ListPinnedAsync(tenant, Bob, 10, Cancel));
        Assert.Empty(await Conversations.ListPinnedAsync(Names.Tenant(), Bob, 10, Cancel));
    }

    [Fact]
    public async Task All_conversations_are_paged_by_tenant_then_id()
    {
        var tenants = Enumerable.Range(0, 2).Select(_ => Names.Tenant()).OrderBy(tenant => tenant).ToArray();
        var groups = tenants.SelectMany(tenant => Enumerable.Range(0, 3).Select(_ => Names.Group(tenant)))
            .OrderBy(group => group.Tenant).ThenBy(group => group.Id).ToArray();
        foreach (var group in groups.Reverse())
            await Commit(Requests.Create(group, "ann"));
        foreach (var group in groups)
            await Mark(group, 1);
        var found = new List<ConversationKey>();
        var after = new ConversationKey(tenants[0], default);
        while (found.Count < groups.Length)
        {
            var page = await Conversations.ListConversationsAsync(after, 4, Cancel);
            Assert.InRange(page.Count, 1, 4);
            found.AddRange(page.Select(head => head.Conversation).Where(key => tenants.Contains(key.Tenant)));
            after = page[^1].Conversation;
        }

        Assert.Equal(groups, found);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Conversations.ListConversationsAsync(default, 0, Cancel));
    }

    private static OrdinalRange Range(ConversationKey group, long after, long through) => new(group.Id, after, through);

    private async Task<ConversationKey> FiveMessages()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob", "cid"));
        for (var i = 1; i <= 5; i++)
            await Commit(Requests.Message(group, "ann", $"{i}"));
        return group;
    }
}
