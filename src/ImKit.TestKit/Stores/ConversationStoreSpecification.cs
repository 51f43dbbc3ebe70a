namespace ImKit.TestKit;

/// <summary>What every <see cref="IConversationStore"/> keeps. A provider inherits this class, or <see cref="DurableConversationStoreSpecification"/>.</summary>
public abstract partial class ConversationStoreSpecification : StoreSpecification
{
    [Fact]
    public async Task Heads_come_in_the_order_asked_with_null_for_what_is_unknown()
    {
        var one = Names.Group();
        var two = Names.Group(Names.Tenant());
        await Commit(Requests.Create(one, "ann"));
        var last = Requests.Message(two, "ann", "1");
        await Commit(Requests.Create(two, "ann", "bob"));
        await Commit(last);
        var heads = await Conversations.GetHeadsAsync([two, Names.Group(), one, two], Cancel);

        Assert.Equal([two, null, one, two], heads.Select(head => head?.Conversation));
        var head = heads[0]!;
        Assert.Equal((new Position(2, 1), last.Id, 2), (head.Last, head.LastId, head.MemberCount));
        Assert.Equal((default, default, 0L), (head.Trimmed, head.TrimmedId, head.DispatchedSeq));
        Assert.Equal(head, heads[3]);
    }

    [Fact]
    public async Task A_title_comes_back_as_it_was_set()
    {
        foreach (var title in new[] { "", "Größe 😀 漢字", "'; DROP TABLE conversations; --", new string('漢', 256) })
        {
            var group = Names.Group();
            await Commit(Requests.Create(group, "ann") with { Create = new ConversationSettings { Title = title, Epoch = 1 } });
            Assert.Equal(title, (await Head(group))!.Title);
        }
    }

    [Fact]
    public async Task A_thousand_heads_are_one_call_and_more_are_misuse()
    {
        var known = Names.Group();
        await Commit(Requests.Create(known, "ann"));
        var keys = Enumerable.Range(0, 999).Select(_ => Names.Group()).Append(known).ToArray();
        var heads = await Conversations.GetHeadsAsync(keys, Cancel);
        Assert.Equal(1000, heads.Count);
        Assert.Equal(known, heads[999]!.Conversation);
        Assert.All(heads.Take(999), Assert.Null);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Conversations.GetHeadsAsync([.. keys, known], Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Conversations.GetHeadsAsync([], Cancel));
    }

    [Fact]
    public async Task A_stranger_has_no_row_and_who_left_keeps_one()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        await Commit(Requests.Removed(group, "ann", "1", "bob"));
        Assert.Null(await Conversations.FindMemberAsync(group, new UserId("eve"), Cancel));
        Assert.Null(await Conversations.FindMemberAsync(Names.Group(), new UserId("ann"), Cancel));
        Assert.Equal(MemberRole.None, (await MemberOf(group, "bob")).Role);
    }

    [Fact]
    public async Task Members_are_listed_in_the_order_of_their_utf8_bytes_without_those_who_left()
    {
        var group = Names.Group();
        // U+FFFD comes before U+1F600 in UTF-8 and after it in UTF-16.
        string[] users = ["A", "Z", "a", "b", "z", "ä", "漢", "\uFFFD", "\U0001F600"];
        await Commit(Requests.Create(group, "owner", [.. users.Reverse()]));
        await Commit(Requests.Removed(group, "owner", "1", "b"));
        string[] expected = ["A", "Z", "a", "owner", "z", "ä", "漢", "\uFFFD", "\U0001F600"];

        Assert.Equal(expected, await List(group, default, 1000));
        Assert.Equal(expected[..4], await List(group, default, 4));
        Assert.Equal(expected[4..7], await List(group, new UserId("owner"), 3));
        Assert.Equal(expected[7..], await List(group, new UserId("漢"), 1000));
        Assert.Equal(expected[2..], await List(group, new UserId("Zz"), 1000));
        Assert.Empty(await List(group, new UserId("\U0001F600"), 10));
        Assert.Empty(await List(Names.Group(), default, 10));
    }

    [Fact]
    public async Task Pages_of_members_follow_changes()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "ann", "bob"));
        Assert.Equal(["ann", "bob"], await List(group, default, 10));
        await Commit(Requests.Added(group, "ann", "1", "abe"));
        Assert.Equal(["abe", "ann", "bob"], await List(group, default, 10));
        await Commit(Requests.Message(group, "abe", "2"));
        Assert.Equal(new Position(3, 1), (await Conversations.ListMembersAsync(group, default, 1, Cancel))[0].LastSent);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => List(group, default, 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => List(group, default, 1001));
    }

    [Fact]
    public async Task A_group_of_thousands_is_paged_completely()
    {
        var group = Names.Group();
        await Commit(Requests.Create(group, "owner"));
        var users = Enumerable.Range(0, 2500).Select(i => $"user-{i:0000}").ToArray();
        foreach (var chunk in users.Chunk(500))
            await Commit(Requests.Added(group, "owner", chunk[0], chunk));
        var found = new List<string>();
        while (await List(group, found.Count == 0 ? default : new UserId(found[^1]), 1000) is { Length: > 0 } page)
            found.AddRange(page);
        Assert.Equal(["owner", .. users], found);
        Assert.Equal(2501, (await Head(group))!.MemberCount);
    }

    [Fact]
    public async Task Memberships_of_a_user_come_in_the_order_asked_with_null_for_what_is_unknown()
    {
        var tenant = Names.Tenant();
        var (mine, left, theirs) = (Names.Group(tenant), Names.Group(tenant), Names.Group(tenant));
        await Commit(Requests.Create(mine, "ann"));
        await Commit(Requests.Create(left, "bob", "ann"));
        await Commit(Requests.Removed(left, "bob", "1", "ann"));
        await Commit(Requests.Create(theirs, "bob"));
        ConversationId[] asked = [theirs.Id, left.Id, Names.Group().Id, mine.Id];

        var rows = await Conversations.FindMembershipsAsync(tenant, new UserId("ann"), asked, Cancel);
        Assert.Equal([null, MemberRole.None, null, MemberRole.Owner], rows.Select(row => row?.Role));
        Assert.All(await Conversations.FindMembershipsAsync(Names.Tenant(), new UserId("ann"), asked, Cancel), Assert.Null);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Conversations.FindMembershipsAsync(tenant, new UserId("ann"), [], Cancel));
    }

    private async Task<string[]> List(ConversationKey group, UserId after, int limit) =>
        [.. (await Conversations.ListMembersAsync(group, after, limit, Cancel)).Select(member => member.User.Value)];
}
