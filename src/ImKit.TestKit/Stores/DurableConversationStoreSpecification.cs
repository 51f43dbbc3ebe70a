namespace ImKit.TestKit;

/// <summary>What an <see cref="IConversationStore"/> keeps beyond that if its acknowledged data outlives the process.</summary>
public abstract class DurableConversationStoreSpecification : ConversationStoreSpecification
{
    /// <summary>Makes the stores for one test. They may hold other tests' data.</summary>
    protected abstract ValueTask<DurableStoreHarness> CreateDurableAsync();

    /// <inheritdoc/>
    protected sealed override async ValueTask<StoreHarness> CreateAsync() => await CreateDurableAsync();

    [Fact]
    public async Task Members_and_their_cursors_are_there_after_a_crash()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob", "cid"));
        await Commit(Requests.Message(group, "ann", "1"));
        await Commit(Requests.Removed(group, "ann", "2", "cid"));
        await Conversations.MarkReadAsync(group, new UserId("bob"), 2, Cancel);
        var before = await Rows(group);
        await ((DurableStoreHarness)Harness).CrashAndReopenAsync();

        Assert.Equal(before, await Rows(group));
        Assert.Equal(["ann", "bob"], (await Conversations.ListMembersAsync(group, default, 10, Cancel)).Select(member => member.User.Value));
        Assert.Equal(0, await UnreadOf(group, "bob"));
    }

    [Fact]
    public async Task What_a_user_set_and_removed_is_there_after_a_crash()
    {
        var (group, bob) = (Names.Group(), new UserId("bob"));
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Mention(group, "ann", "1", "bob"));
        await Commit(Requests.React(group, "bob", "2", 2, "+1"));
        await Conversations.RemoveEntriesAsync(group, bob, [2], Cancel);
        var row = await Conversations.UpdateMemberAsync(group, bob, new MemberUpdate { ClearTo = 1, Pinned = true, Hidden = true, Draft = "d" }, Cancel);
        await ((DurableStoreHarness)Harness).CrashAndReopenAsync();

        Assert.Equal(row, await MemberOf(group, "bob"));
        Assert.Equal([2], await Conversations.ReadRemovedAsync(group, bob, 0, 10, Cancel));
        Assert.Equal([new MentionCount(1, 2)], await Conversations.CountMentionsAsync(group.Tenant, bob, [new OrdinalRange(group.Id, 0, 9)], Cancel));
        Assert.Equal([new ReactionCount(2, "+1", 1, true)], await Messages.ReadReactionsAsync(group, bob, [2], Cancel));
    }

    private async Task<Member[]> Rows(ConversationKey group) =>
        [await MemberOf(group, "ann"), await MemberOf(group, "bob"), await MemberOf(group, "cid")];
}
