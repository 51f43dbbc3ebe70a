namespace ImKit.TestKit;

/// <summary>What every <see cref="ISectionStore"/> keeps. A provider inherits this class, or <see cref="DurableSectionStoreSpecification"/>.</summary>
/// <remarks>Tests take the upper half of the sections alone, and give back what they took, so that they may share a database.</remarks>
public abstract partial class SectionStoreSpecification : StoreSpecification
{
    private const int Number = Names.FirstLeased;
    private readonly SectionHolder _one = NewHolder();
    private readonly SectionHolder _other = NewHolder();

    [Fact]
    public async Task A_free_section_is_taken_and_seen_by_all()
    {
        var before = await Read(Number);
        var taken = await Acquire(_one);
        Assert.Equal((Number, _one, before.Term + 1), (taken.Number, taken.Holder, taken.Term));
        Assert.InRange(taken.Remaining, Harness.Lease * 0.5, Harness.Lease);
        var seen = await Read(Number);
        Assert.Equal((taken.Holder, taken.Term), (seen.Holder, seen.Term));
        await Release(_one);
    }

    [Fact]
    public async Task A_section_of_another_stays_the_others()
    {
        var taken = await Acquire(_one);
        var refused = await Acquire(_other);
        Assert.Equal((_one, taken.Term), (refused.Holder, refused.Term));
        await Release(_other);
        Assert.Equal((_one, taken.Term), await HolderAndTerm());
        await Release(_one);
    }

    [Fact]
    public async Task A_renewal_keeps_the_term_and_moves_the_end()
    {
        var taken = await Acquire(_one);
        for (var i = 0; i < 3; i++)
        {
            await Harness.AdvanceAsync(Harness.Lease * 0.6);
            Assert.Equal((_one, taken.Term), HolderAndTerm(await Acquire(_one)));
        }

        Assert.Equal(_one, (await Acquire(_other)).Holder);
        await Release(_one);
    }

    [Fact]
    public async Task An_ended_lease_names_its_holder_until_another_takes_it_under_a_higher_term()
    {
        var taken = await Acquire(_one);
        await Harness.AdvanceAsync(Harness.Lease * 1.2);
        var ended = await Read(Number);
        Assert.Equal((_one, taken.Term, TimeSpan.Zero), (ended.Holder, ended.Term, ended.Remaining));
        var next = await Acquire(_other);
        Assert.Equal((_other, taken.Term + 1), HolderAndTerm(next));
        Assert.Equal((_other, taken.Term + 1), HolderAndTerm(await Acquire(_one)));
        await Release(_other);
    }

    [Fact]
    public async Task A_lease_that_ended_and_was_taken_by_nobody_goes_on_under_its_term()
    {
        var taken = await Acquire(_one);
        await Harness.AdvanceAsync(Harness.Lease * 1.2);
        Assert.Equal((_one, taken.Term), HolderAndTerm(await Acquire(_one)));
        Assert.Equal(_one, (await Acquire(_other)).Holder);
        await Release(_one);
    }

    [Fact]
    public async Task What_is_given_back_is_free_at_once_and_under_a_higher_term()
    {
        var first = await Acquire(_one);
        await Release(_one);
        var free = await Read(Number);
        Assert.Equal((null, TimeSpan.Zero), (free.Holder, free.Remaining));
        Assert.True(free.Term > first.Term);
        var second = await Acquire(_other);
        Assert.True(second.Term > free.Term);
        await Release(_other);
        Assert.True((await Acquire(_one)).Term > second.Term);
        await Release(_one);
    }

    [Fact]
    public async Task A_later_boot_takes_over_at_once_what_an_earlier_one_holds_and_never_the_other_way_round()
    {
        var earlier = _one with { BootId = _one.BootId - 1 };
        var first = await Acquire(earlier);
        var second = await Acquire(_one);
        Assert.Equal((_one, first.Term + 1), HolderAndTerm(second));
        Assert.Equal((_one, first.Term + 1), HolderAndTerm(await Acquire(earlier)));
        await Release(earlier);
        Assert.Equal((_one, first.Term + 1), await HolderAndTerm());
        await Release(_one);
    }

    [Fact]
    public async Task Kinds_and_numbers_are_sections_of_their_own()
    {
        await Acquire(_one);
        Assert.Equal(_other, (await Acquire(_other, Number + 1)).Holder);
        Assert.Equal(_other, (await SectionStore.AcquireAsync(SectionKind.Dispatch, [Number], _other, Harness.Lease, Cancel))[0].Holder);
        Assert.Equal(_one, (await Read(Number)).Holder);
        await Release(_one);
        await Release(_other, Number + 1);
        await SectionStore.ReleaseAsync(SectionKind.Dispatch, [Number], _other, Cancel);
    }

    [Fact]
    public async Task Many_sections_are_asked_for_at_once_and_each_is_answered_for_itself()
    {
        await Acquire(_other, 40);
        int[] asked = [41, 40, 63];
        var answer = await SectionStore.AcquireAsync(SectionKind.Feed, asked, _one, Harness.Lease, Cancel);
        Assert.Equal([(41, _one), (40, _other), (63, _one)], answer.Select(lease => (lease.Number, lease.Holder!.Value)));
        await SectionStore.ReleaseAsync(SectionKind.Feed, [63, 40, 41], _one, Cancel);
        var all = await SectionStore.ReadAsync(SectionKind.Feed, Cancel);
        Assert.Equal(Enumerable.Range(0, Sections.Count), all.Select(lease => lease.Number));
        Assert.Equal([null, _other, null], asked.Select(number => all[number].Holder));
        await Release(_other, 40);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_exactly_one_gets_a_section()
    {
        var holders = Enumerable.Range(0, 20).Select(_ => NewHolder()).ToArray();
        var answers = await Task.WhenAll(holders.Select(async holder =>
            (await Task.Run(async () => await SectionStore.AcquireAsync(SectionKind.Feed, [Number], holder, Harness.Lease, Cancel), Cancel))[0]));
        var winner = Assert.Single(answers.Select(answer => answer.Holder).Distinct());
        Assert.Single(answers.Select(answer => answer.Term).Distinct());
        await Release(winner!.Value);
    }

    [Fact]
    public async Task An_argument_out_of_range_is_misuse()
    {
        foreach (var numbers in new int[][] { [], [-1], [Sections.Count], [33, 33] })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await SectionStore.AcquireAsync(SectionKind.Feed, numbers, _one, Harness.Lease, Cancel));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await SectionStore.ReleaseAsync(SectionKind.Feed, numbers, _one, Cancel));
        }

        foreach (var lease in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.FromHours(2) })
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await SectionStore.AcquireAsync(SectionKind.Feed, [Number], _one, lease, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await SectionStore.ReadAsync((SectionKind)3, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await SectionStore.AcquireAsync(default, [Number], _one, Harness.Lease, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await SectionStore.AcquireAsync(SectionKind.Feed, [Number], default, Harness.Lease, Cancel));
        Assert.Null((await Read(Number)).Holder);
    }

    private static SectionHolder NewHolder() => new(new NodeId("n-" + Names.Unique()), 1000);

    private static (SectionHolder? Holder, long Term) HolderAndTerm(SectionLease lease) => (lease.Holder, lease.Term);

    private async Task<(SectionHolder? Holder, long Term)> HolderAndTerm() => HolderAndTerm(await Read(Number));

    private async Task<SectionLease> Read(int number) => (await SectionStore.ReadAsync(SectionKind.Feed, Cancel))[number];

    private async Task<SectionLease> Acquire(SectionHolder holder, int number = Number) =>
        (await SectionStore.AcquireAsync(SectionKind.Feed, [number], holder, Harness.Lease, Cancel))[0];

    private async Task Release(SectionHolder holder, int number = Number) =>
        await SectionStore.ReleaseAsync(SectionKind.Feed, [number], holder, Cancel);
}
