namespace ImKit.TestKit;

public abstract partial class SectionStoreSpecification
{
    private readonly TenantId _tenant = Names.Tenant();
    private readonly UserId _user = Names.User();

    [Fact]
    public async Task The_holder_writes_feed_rows_and_nobody_else()
    {
        var taken = await Acquire(_one);
        Assert.Equal(FencedStatus.Written, await WriteRow(1, taken.Term));
        Assert.Equal(FencedStatus.Refused, await WriteRow(2, taken.Term - 1));
        Assert.Equal(FencedStatus.Refused, await WriteRow(3, taken.Term + 1));
        Assert.Equal([1], await Versions());
        await Release(_one);
    }

    [Fact]
    public async Task A_late_write_of_an_earlier_holder_is_refused()
    {
        var first = await Acquire(_one);
        await Harness.AdvanceAsync(Harness.Lease * 1.2);
        var second = await Acquire(_other);
        Assert.Equal(FencedStatus.Written, await WriteRow(2, second.Term));
        Assert.Equal(FencedStatus.Refused, await WriteRow(1, first.Term));
        Assert.Equal([2], await Versions());
        await Release(_other);
        Assert.Equal(FencedStatus.Refused, await WriteRow(3, second.Term));
    }

    [Fact]
    public async Task An_ended_lease_that_nobody_has_taken_still_writes()
    {
        var taken = await Acquire(_one);
        await Harness.AdvanceAsync(Harness.Lease * 1.2);
        Assert.Equal(FencedStatus.Written, await WriteRow(1, taken.Term));
        await Release(_one);
    }

    [Fact]
    public async Task A_write_is_fenced_by_its_own_section_alone()
    {
        var (first, second) = (await Acquire(_one), await Acquire(_other, Number + 1));
        await Release(_other, Number + 1);
        Assert.Equal(FencedStatus.Written, await WriteRow(1, first.Term));
        Assert.Equal(FencedStatus.Refused, await Feed.WriteAsync([Row(2)], new SectionTerm(Number + 1, second.Term), Cancel));
        await Release(_one);
    }

    [Fact]
    public async Task The_holder_marks_what_is_dispatched_and_nobody_else()
    {
        var (mine, others) = (Names.GroupIn(Number), Names.GroupIn(Number + 1));
        await Commit(Requests.Create(mine, "ann"));
        await Commit(Requests.Create(others, "ann"));
        var first = await Take(_one, Number);
        var second = await Take(_other, Number + 1);
        Assert.Equal(FencedStatus.Refused, await Messages.MarkDispatchedAsync([new DispatchMark(mine, 1, first.Term - 1)], Cancel));
        Assert.Equal(0, (await Head(mine))!.DispatchedSeq);

        // Of several marks the one of an earlier term alone is passed over.
        Assert.Equal(
            FencedStatus.Refused,
            await Messages.MarkDispatchedAsync([new DispatchMark(others, 1, second.Term - 1), new DispatchMark(mine, 1, first.Term)], Cancel));
        Assert.Equal((1L, 0L), ((await Head(mine))!.DispatchedSeq, (await Head(others))!.DispatchedSeq));
        Assert.Equal(FencedStatus.Written, await Messages.MarkDispatchedAsync([new DispatchMark(others, 1, second.Term)], Cancel));
        Assert.Equal(1, (await Head(others))!.DispatchedSeq);
        await SectionStore.ReleaseAsync(SectionKind.Dispatch, [Number], _one, Cancel);
        await SectionStore.ReleaseAsync(SectionKind.Dispatch, [Number + 1], _other, Cancel);
    }

    [Fact]
    public async Task A_late_mark_of_an_earlier_holder_is_refused()
    {
        var group = Names.GroupIn(Number);
        await Commit(Requests.Create(group, "ann"));
        var first = await Take(_one, Number);
        await Harness.AdvanceAsync(Harness.Lease * 1.2);
        await Take(_other, Number);
        Assert.Equal(FencedStatus.Refused, await Messages.MarkDispatchedAsync([new DispatchMark(group, 1, first.Term)], Cancel));
        Assert.Equal(0, Assert.Single(await Undispatched(group), head => head.Conversation == group).DispatchedSeq);
        await SectionStore.ReleaseAsync(SectionKind.Dispatch, [Number], _other, Cancel);
    }

    [Fact]
    public async Task Of_writes_and_take_overs_at_once_no_row_of_an_earlier_term_comes_after_one_of_a_later()
    {
        // Each holder takes the section, writes a run of versions of its own and gives it back while its last writes are still under way.
        var users = Enumerable.Range(0, 8).Select(_ => Names.User()).ToArray();
        for (var round = 0; round < users.Length; round++)
        {
            var (early, late) = (await Acquire(_one), Names.User());
            var writes = Enumerable.Range(1, 10)
                .Select(version => Task.Run(async () => await Feed.WriteAsync([Row(version) with { User = users[round] }], new SectionTerm(Number, early.Term), Cancel), Cancel))
                .ToArray();
            await Release(_one);
            var next = await Acquire(_other);
            var then = (await Feed.ReadSinceAsync(_tenant, users[round], 0, 100, Cancel)).Count;
            var outcomes = await Task.WhenAll(writes);
            Assert.Equal(FencedStatus.Written, await Feed.WriteAsync([Row(99) with { User = late }], new SectionTerm(Number, next.Term), Cancel));
            // What the later holder found when it had the section is what there is: nothing of the earlier comes any more.
            Assert.Equal(then, (await Feed.ReadSinceAsync(_tenant, users[round], 0, 100, Cancel)).Count);
            Assert.Equal(then, outcomes.Count(outcome => outcome == FencedStatus.Written));
            await Release(_other);
        }
    }

    private async Task<SectionLease> Take(SectionHolder holder, int number) =>
        (await SectionStore.AcquireAsync(SectionKind.Dispatch, [number], holder, Harness.Lease, Cancel))[0];

    private FeedRow Row(long version) => new(_tenant, _user, FeedKind.Conversation, new ConversationId($"g.{version}"), version);

    private async Task<FencedStatus> WriteRow(long version, long term) => await Feed.WriteAsync([Row(version)], new SectionTerm(Number, term), Cancel);

    private async Task<IEnumerable<long>> Versions() => (await Feed.ReadSinceAsync(_tenant, _user, 0, 100, Cancel)).Select(row => row.Version);
}
