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

    private async Task<Member[]> Rows(ConversationKey group) =>
        [await MemberOf(group, "ann"), await MemberOf(group, "bob"), await MemberOf(group, "cid")];
}
