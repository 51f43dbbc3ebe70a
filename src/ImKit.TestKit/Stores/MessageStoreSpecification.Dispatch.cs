namespace ImKit.TestKit;

public abstract partial class MessageStoreSpecification
{
    [Fact]
    public async Task A_conversation_is_undispatched_until_its_head_is_marked()
    {
        var group = Names.Group(Names.Tenant());
        await Commit(Requests.Create(group, "ann"));
        await Commit(Requests.Message(group, "ann", "1"));
        var pending = Assert.Single(await Undispatched(group));
        Assert.Equal((group, 2L, 0L), (pending.Conversation, pending.Last.Seq, pending.DispatchedSeq));

        await Mark(group, 1);
        Assert.Equal(1, Assert.Single(await Undispatched(group)).DispatchedSeq);
        await Mark(group, 2);
        Assert.Empty(await Undispatched(group));
        await Commit(Requests.Message(group, "ann", "2"));
        Assert.Equal(2, Assert.Single(await Undispatched(group)).DispatchedSeq);
    }

    [Fact]
    public async Task Marks_merge_by_maximum_clamp_to_the_head_and_ignore_unknown_conversations()
    {
        var group = Names.Group(Names.Tenant());
        await Commit(Requests.Create(group, "ann"));
        await Commit(Requests.Message(group, "ann", "1"));
        await Mark(Names.Group(), 1);
        await Mark(group, 1, -5);
        Assert.Equal(FencedStatus.Written, await Messages.MarkDispatchedAsync([], Cancel));
        Assert.Equal(1, (await Head(group))!.DispatchedSeq);
        await Mark(group, 100, 1);
        Assert.Equal(2, (await Head(group))!.DispatchedSeq);
        await Commit(Requests.Message(group, "ann", "2"));
        Assert.Single(await Undispatched(group));
    }

    [Fact]
    public async Task Undispatched_conversations_of_a_section_are_paged_by_tenant_then_id()
    {
        var tenants = Enumerable.Range(0, 3).Select(_ => Names.Tenant()).OrderBy(tenant => tenant).ToArray();
        var groups = tenants.SelectMany(tenant => Enumerable.Range(0, 4).Select(_ => Names.GroupIn(9, tenant)))
            .OrderBy(group => group.Tenant).ThenBy(group => group.Id).ToArray();
        foreach (var group in groups.Reverse())
            await Commit(Requests.Create(group, "ann"));
        await Commit(Requests.Create(Names.GroupIn(10, tenants[0]), "ann"));
        var found = new List<ConversationKey>();
        var after = new ConversationKey(tenants[0], default);
        while (found.Count < groups.Length)
        {
            var page = await Messages.ReadUndispatchedAsync(9, after, 5, Cancel);
            Assert.InRange(page.Count, 1, 5);
            found.AddRange(page.Select(head => head.Conversation).Where(key => tenants.Contains(key.Tenant)));
            after = page[^1].Conversation;
        }

        Assert.Equal(groups, found);
    }
}
