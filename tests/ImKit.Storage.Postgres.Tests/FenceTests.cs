namespace ImKit.Storage.Postgres.Tests;

/// <summary>Writes under a term beside nodes that take the section.</summary>
public sealed class FenceTests : IAsyncDisposable
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(10);
    private static readonly SectionHolder s_a = new(new NodeId("a"), 1);
    private static readonly SectionHolder s_b = new(new NodeId("b"), 1);
    private static readonly UserId s_ann = new("ann");
    private readonly string _schema = TestDatabase.NewSchema();
    private readonly PostgresStores _one;
    private readonly PostgresStores _two;

    public FenceTests() => (_one, _two) = (new PostgresStores(schema: _schema), new PostgresStores(schema: _schema));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Who_takes_a_section_waits_for_the_row_that_is_being_written_and_sees_it()
    {
        var early = await TakeAsync(_one, s_a, 5);
        await _one.Feed.WriteAsync([Row(1)], Under(early), Cancel);
        Task<FencedStatus> writing;
        Task<SectionLease> taking;
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT version FROM {_schema}.feed FOR UPDATE"))
        {
            writing = _one.Feed.WriteAsync([Row(2)], Under(early), Cancel).AsTask();
            await other.WaitersAsync(TestDatabase.ConnectionString, _one.Name, 1);
            await EndLeasesAsync();
            taking = TakeAsync(_two, s_b, 5);
            await WaitsAsync(_two);
            Assert.False(taking.IsCompleted);
        }

        var late = await taking;
        Assert.Equal((s_b, early.Term + 1), (late.Holder!.Value, late.Term));
        Assert.Equal([2L], (await _two.Feed.ReadSinceAsync(default, s_ann, 0, 10, Cancel)).Select(row => row.Version));
        Assert.Equal(FencedStatus.Written, await writing);
        Assert.Equal(FencedStatus.Refused, await _one.Feed.WriteAsync([Row(3)], Under(early), Cancel));
    }

    [Fact]
    public async Task A_row_that_waits_for_who_takes_the_section_is_refused_when_it_is_taken()
    {
        var early = await TakeAsync(_one, s_a, 5);
        Task<FencedStatus> writing;
        await using (var taker = await Blocker.HoldAsync(
            TestDatabase.ConnectionString, $"UPDATE {_schema}.sections SET term = term + 1, node = 'b' WHERE kind = 1 AND number = 5"))
        {
            writing = _one.Feed.WriteAsync([Row(1)], Under(early), Cancel).AsTask();
            await taker.WaitersAsync(TestDatabase.ConnectionString, _one.Name, 1);
            await taker.CommitAsync();
        }

        Assert.Equal(FencedStatus.Refused, await writing);
        Assert.Empty(await _one.Feed.ReadSinceAsync(default, s_ann, 0, 10, Cancel));
    }

    [Fact]
    public async Task A_renewal_does_not_wait_for_rows_that_are_being_written()
    {
        var lease = await TakeAsync(_one, s_a, 5);
        await _one.Feed.WriteAsync([Row(1)], Under(lease), Cancel);
        Task<FencedStatus> writing;
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT version FROM {_schema}.feed FOR UPDATE"))
        {
            writing = _one.Feed.WriteAsync([Row(2)], Under(lease), Cancel).AsTask();
            await other.WaitersAsync(TestDatabase.ConnectionString, _one.Name, 1);
            Assert.Equal((lease.Holder, lease.Term), Short(await TakeAsync(_two, s_a, 5)));
            Assert.False(writing.IsCompleted);
        }

        Assert.Equal(FencedStatus.Written, await writing);
    }

    [Fact]
    public async Task A_mark_that_waits_for_its_conversation_keeps_the_section_and_is_done_when_it_is_taken()
    {
        var group = Sample.Group();
        await _one.AppendAsync(Sample.Message(group, "1"));
        var section = Sections.OfConversation(group);
        var early = (await _one.Sections.AcquireAsync(SectionKind.Dispatch, [section], s_a, s_lease, Cancel))[0];
        Task<FencedStatus> marking;
        Task<IReadOnlyList<SectionLease>> taking;
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT id FROM {_schema}.conversations FOR UPDATE"))
        {
            marking = _one.Messages.MarkDispatchedAsync([new DispatchMark(group, 1, early.Term)], Cancel).AsTask();
            await other.WaitersAsync(TestDatabase.ConnectionString, _one.Name, 1);
            await EndLeasesAsync();
            taking = _two.Sections.AcquireAsync(SectionKind.Dispatch, [section], s_b, s_lease, Cancel).AsTask();
            await WaitsAsync(_two);
        }

        Assert.Equal(early.Term + 1, (await taking)[0].Term);
        Assert.Empty(await _two.Messages.ReadUndispatchedAsync(section, default, 10, Cancel));
        Assert.Equal(FencedStatus.Written, await marking);
    }

    [Fact]
    public async Task What_is_written_together_is_refused_call_by_call()
    {
        var (held, given) = (await TakeAsync(_one, s_a, 5), await TakeAsync(_one, s_a, 6));
        await _one.Sections.ReleaseAsync(SectionKind.Feed, [6], s_a, Cancel);
        FencedRows[] calls =
        [
            new([Row(1, "bob")], Under(given)), new([Row(2)], Under(held)), new([Row(3)], Under(held with { Term = held.Term + 7 })),
            new([Row(4, "cid")], new SectionTerm(7, 0)), new([Row(5)], Under(held)),
        ];
        var statuses = await _one.Database.WriteAsync(new FeedRows(new SchemaName(_schema)).WriteAsync, calls, Cancel);
        Assert.Equal([FencedStatus.Refused, FencedStatus.Written, FencedStatus.Refused, FencedStatus.Written, FencedStatus.Written], statuses);
        Assert.Equal([5L], (await _one.Feed.ReadSinceAsync(default, s_ann, 0, 10, Cancel)).Select(row => row.Version));
        Assert.Empty(await _one.Feed.ReadSinceAsync(default, new UserId("bob"), 0, 10, Cancel));
        Assert.Equal([4L], (await _one.Feed.ReadSinceAsync(default, new UserId("cid"), 0, 10, Cancel)).Select(row => row.Version));
    }

    [Fact]
    public async Task Nodes_that_take_write_and_mark_the_same_sections_in_opposite_order_never_wait_in_a_circle()
    {
        int[] all = [.. Enumerable.Range(0, Sections.Count)];
        var groups = Enumerable.Range(0, 8).Select(_ => Sample.Group()).ToArray();
        foreach (var group in groups)
            await _one.AppendAsync(Sample.Message(group, "1"));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async worker =>
        {
            var (stores, holder) = worker % 2 == 0 ? (_one, s_a) : (_two, s_b);
            int[] order = worker % 4 < 2 ? all : [.. all.Reverse()];
            for (var i = 0; i < 15; i++)
            {
                await Task.WhenAll(
                    stores.Sections.AcquireAsync(SectionKind.Feed, order, holder, s_lease, Cancel).AsTask(),
                    stores.Sections.AcquireAsync(SectionKind.Dispatch, order, holder, s_lease, Cancel).AsTask());
                await Task.WhenAll(order.Take(8).Select(section => stores.Feed.WriteAsync([Row(i, $"u{section}")], new SectionTerm(section, i), Cancel).AsTask()));
                await stores.Messages.MarkDispatchedAsync([.. groups.Select(group => new DispatchMark(group, 1, i))], Cancel);
                await stores.Sections.ReleaseAsync(SectionKind.Feed, order, holder, Cancel);
                await stores.Sections.ReleaseAsync(SectionKind.Dispatch, order, holder, Cancel);
            }
        }));
        Assert.Equal((0L, 0L), (_one.Database.Statistics.Failed, _two.Database.Statistics.Failed));
        Assert.All(await _one.Sections.ReadAsync(SectionKind.Feed, Cancel), static section => Assert.Null(section.Holder));
    }

    private static FeedRow Row(long version, string user = "ann") => new(default, new UserId(user), FeedKind.Conversation, new ConversationId("g.1"), version);

    private static SectionTerm Under(SectionLease lease) => new(lease.Number, lease.Term);

    private static (SectionHolder?, long) Short(SectionLease lease) => (lease.Holder, lease.Term);

    private static async Task<SectionLease> TakeAsync(PostgresStores stores, SectionHolder holder, int section) =>
        (await stores.Sections.AcquireAsync(SectionKind.Feed, [section], holder, s_lease, Cancel))[0];

    private static Task WaitsAsync(PostgresStores stores) => Until.HoldsAsync(
        async () => (long)(await TestDatabase.ExecuteAsync(
            TestDatabase.ConnectionString, $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{stores.Name}' AND wait_event_type = 'Lock'"))! == 1,
        "a connection waits for a lock");

    // Moves no term: it does not wait for those who write.
    private async Task EndLeasesAsync() =>
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"UPDATE {_schema}.sections SET lease_until = 'epoch'");
}
