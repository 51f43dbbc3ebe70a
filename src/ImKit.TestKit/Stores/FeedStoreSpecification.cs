namespace ImKit.TestKit;

/// <summary>What every <see cref="IFeedStore"/> keeps. A provider inherits this class, or <see cref="DurableFeedStoreSpecification"/>.</summary>
public abstract partial class FeedStoreSpecification : StoreSpecification
{
    private readonly TenantId _tenant = Names.Tenant();
    private readonly UserId _user = Names.User();

    [Fact]
    public async Task A_thousand_changes_of_one_object_are_one_row_with_the_newest_version()
    {
        foreach (var chunk in Enumerable.Range(1, 1000).Chunk(100))
            await Write([.. chunk.Select(version => Row("g.one", version))]);
        Assert.Equal([Row("g.one", 1000)], await Since(0));
    }

    [Fact]
    public async Task Rows_come_in_version_order_from_the_version_known()
    {
        await Write(Row("g.a", 3), Row("g.b", 5), Row("g.c", 4));
        await Write(Row("g.a", 9));
        Assert.Equal([4, 5, 9], await VersionsSince(0));
        Assert.Equal([5, 9], await VersionsSince(4));
        Assert.Equal([4, 5], await VersionsSince(0, 2));
        Assert.Empty(await VersionsSince(9));
        Assert.Empty(await VersionsSince(long.MaxValue));
    }

    [Fact]
    public async Task An_older_version_changes_nothing()
    {
        await Write(Row("g.a", 7));
        await Write(Row("g.a", 6), Row("g.b", 2));
        await Write(Row("g.a", 7));
        Assert.Equal([Row("g.b", 2), Row("g.a", 7)], await Since(0));
    }

    [Fact]
    public async Task The_same_object_twice_in_one_write_takes_the_higher_version()
    {
        await Write(Row("g.a", 8), Row("g.a", 3));
        await Write(Row("g.b", 1), Row("g.b", 2));
        Assert.Equal([Row("g.b", 2), Row("g.a", 8)], await Since(0));
    }

    [Fact]
    public async Task Kinds_conversations_users_and_tenants_are_objects_of_their_own()
    {
        var otherUser = Row("g.a", 1) with { User = Names.User() };
        var otherTenant = Row("g.a", 1) with { Tenant = Names.Tenant() };
        await Write(Row("g.a", 1), Row("g.a", 2, FeedKind.Read), Row("g.b", 3), otherUser, otherTenant);
        Assert.Equal([Row("g.a", 1), Row("g.a", 2, FeedKind.Read), Row("g.b", 3)], await Since(0));
        Assert.Equal([otherUser], await Feed.ReadSinceAsync(otherUser.Tenant, otherUser.User, 0, 10, Cancel));
        Assert.Equal([otherTenant], await Feed.ReadSinceAsync(otherTenant.Tenant, otherTenant.User, 0, 10, Cancel));
    }

    [Fact]
    public async Task Recent_rows_of_a_kind_come_newest_first_in_pages()
    {
        await Write([.. Enumerable.Range(1, 9).Select(i => Row($"g.{i}", i * 2, i % 3 == 0 ? FeedKind.Read : FeedKind.Conversation))]);
        Assert.Equal([16, 14, 10], await Recent(FeedKind.Conversation, long.MaxValue, 3));
        Assert.Equal([8, 4, 2], await Recent(FeedKind.Conversation, 10, 3));
        Assert.Equal([18, 12, 6], await Recent(FeedKind.Read, long.MaxValue, 10));
        Assert.Equal([12, 6], await Recent(FeedKind.Read, 18, 10));
        Assert.Empty(await Recent(FeedKind.Conversation, 2, 10));
        Assert.Empty(await Recent((FeedKind)99, long.MaxValue, 10));
    }

    [Fact]
    public async Task The_version_of_a_user_is_the_highest_of_its_rows()
    {
        Assert.Equal(0, await Feed.GetVersionAsync(_tenant, _user, Cancel));
        await Write(Row("g.a", 5), Row("g.b", 12, FeedKind.Read), Row("g.c", 8));
        Assert.Equal(12, await Feed.GetVersionAsync(_tenant, _user, Cancel));
        Assert.Equal(0, await Feed.GetVersionAsync(Names.Tenant(), _user, Cancel));
    }

    [Fact]
    public async Task An_unknown_user_reads_as_empty()
    {
        Assert.Empty(await Since(0));
        Assert.Empty(await Recent(FeedKind.Conversation, long.MaxValue, 10));
    }

    [Fact]
    public async Task A_write_of_a_thousand_users_is_seen_by_each()
    {
        var rows = Enumerable.Range(0, 1000).Select(i => Row("g.a", 5) with { User = Names.User() }).ToArray();
        await Write(rows);
        foreach (var row in rows.Where((_, i) => i % 97 == 0))
            Assert.Equal([row], await Feed.ReadSinceAsync(row.Tenant, row.User, 0, 10, Cancel));
    }

    [Fact]
    public async Task A_range_of_versions_is_never_handed_out_twice_also_at_once()
    {
        const int section = 500;
        var ranges = await Task.WhenAll(Enumerable.Range(1, 50).Select(async count =>
            (First: await Feed.ReserveVersionsAsync(section, count, Cancel), Count: count)));
        var inOrder = ranges.OrderBy(range => range.First).ToArray();
        Assert.True(inOrder[0].First >= 1);
        for (var i = 1; i < inOrder.Length; i++)
            Assert.True(inOrder[i].First >= inOrder[i - 1].First + inOrder[i - 1].Count, $"{inOrder[i - 1]} and {inOrder[i]} overlap.");
    }

    [Fact]
    public async Task Later_ranges_of_a_section_are_higher_and_sections_do_not_disturb_each_other()
    {
        var first = await Feed.ReserveVersionsAsync(0, 1_000_000, Cancel);
        await Feed.ReserveVersionsAsync(1023, 1, Cancel);
        Assert.True(await Feed.ReserveVersionsAsync(0, 1, Cancel) >= first + 1_000_000);
    }

    [Fact]
    public async Task An_argument_out_of_range_is_misuse()
    {
        foreach (var (section, count) in new[] { (-1, 1), (1024, 1), (0, 0), (0, -1), (0, 1_000_001) })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Feed.ReserveVersionsAsync(section, count, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Write());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Write([.. Enumerable.Range(1, 1001).Select(i => Row("g.a", i))]));
        foreach (var section in new[] { -1, Sections.Count })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Feed.WriteAsync([Row("g.a", 1)], new SectionTerm(section, 0), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Since(0, 0));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Since(0, 1001));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Recent(FeedKind.Read, 1, 0));
        Assert.Empty(await Since(0));
    }

    private FeedRow Row(string conversation, long version, FeedKind kind = FeedKind.Conversation) =>
        new(_tenant, _user, kind, new ConversationId(conversation), version);

    private async Task Write(params FeedRow[] rows) =>
        Assert.Equal(FencedStatus.Written, await Feed.WriteAsync(rows, await TermOf(SectionKind.Feed, 7), Cancel));

    private async Task<IEnumerable<FeedRow>> Since(long version, int limit = 1000) =>
        await Feed.ReadSinceAsync(_tenant, _user, version, limit, Cancel);

    private async Task<IEnumerable<long>> VersionsSince(long version, int limit = 1000) =>
        (await Since(version, limit)).Select(row => row.Version);

    private async Task<IEnumerable<long>> Recent(FeedKind kind, long before, int limit) =>
        (await Feed.ReadRecentAsync(_tenant, _user, kind, before, limit, Cancel)).Select(row => row.Version);
}
