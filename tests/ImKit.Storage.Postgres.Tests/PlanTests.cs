namespace ImKit.Storage.Postgres.Tests;

/// <summary>What statements read, as the server counts it: look-ups stay look-ups in a log that grows.</summary>
public sealed class PlanTests
{
    private const int Entries = 400;
    private readonly string _schema = TestDatabase.NewSchema();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Appends_to_one_long_log_read_what_they_need_and_no_table_as_a_whole()
    {
        var group = Sample.Group();
        await using (var stores = new PostgresStores(schema: _schema))
        {
            // The first ones make the plans, while everything is empty.
            for (var i = 0; i < Entries / 4; i++)
                await stores.Messages.AppendAsync([.. Enumerable.Range(0, 4).Select(n => Sample.Message(group, $"{i}-{n}"))], Cancel);
        }

        // Each key is looked for once, and a lookup of a new one reads none.
        Assert.InRange(await IndexReadsAsync("dedup"), 0, Entries);
        // The head, in the statements that ask for it, and those versions of it that a test beside this one keeps alive.
        Assert.InRange(await IndexReadsAsync("conversations"), 0, Entries / 4 * 40);
        Assert.Equal(0, await ScansAsync());
    }

    [Fact]
    public async Task A_page_of_history_reads_its_entries_and_no_others()
    {
        var group = Sample.Group();
        await using (var stores = new PostgresStores(schema: _schema))
        {
            await stores.Messages.ReadForwardAsync(group, 1, 50, Cancel);
            for (var i = 0; i < Entries / 100; i++)
                await stores.Messages.AppendAsync([.. Enumerable.Range(0, 100).Select(n => Sample.Message(group, $"{i}-{n}"))], Cancel);
        }

        var before = await IndexReadsAsync("entries");
        await using (var stores = new PostgresStores(schema: _schema))
        {
            for (var i = 0; i < 10; i++)
            {
                Assert.Equal(50, (await stores.Messages.ReadBackwardAsync(group, 300, 50, Cancel)).Count);
                Assert.Equal(50, (await stores.Messages.ReadForwardAsync(group, 100, 50, Cancel)).Count);
            }
        }

        // The merge of the parts may look at one more.
        Assert.InRange(await IndexReadsAsync("entries") - before, 1000, 1000 + 20);
        Assert.Equal(0, await ScansAsync());
    }

    [Fact]
    public async Task Changes_of_entries_and_counts_read_what_was_changed_however_long_the_log_is()
    {
        var (group, ann) = (Sample.Group(), new UserId("ann"));
        await using (var stores = new PostgresStores(schema: _schema))
        {
            // Each once while everything is empty: those are the plans.
            await AskAsync(stores, group, 0);
            await stores.AppendAsync(Sample.Message(group, "create") with { Members = [new(ann, MemberRole.Owner)] });
            for (var i = 0; i < Entries / 100; i++)
                await stores.Messages.AppendAsync([.. Enumerable.Range(0, 100).Select(n => Sample.Message(group, $"{i}-{n}") with { Mentions = [new($"u{n}")] })], Cancel);
        }

        string[] tables = ["entries", "dedup", "recalled", "edits", "reactions", "mentions", "removed", "members", "conversations"];
        var before = await CountsAsync(tables);
        await using (var stores = new PostgresStores(schema: _schema))
        {
            for (var i = 0; i < 10; i++)
                await AskAsync(stores, group, 100 + i);
            await stores.Messages.MarkDispatchedAsync([new DispatchMark(group, Entries, 0)], Cancel);
            for (var seq = 10; seq <= 100; seq += 10)
                await stores.Messages.TrimAsync(group, seq, Cancel);
            for (var i = 0; i < 10; i++)
                await stores.Messages.PruneAsync(long.MaxValue, 10, Cancel);
        }

        var after = await CountsAsync(tables);
        // Ten rounds of some ten statements about one entry each; a walk through the log would be thousands.
        Assert.All(tables.Zip(before, after), table => Assert.InRange(table.Third - table.Second, 0, 300));
        Assert.Equal(0, await ScansAsync());
    }

    [Fact]
    public async Task Feed_rows_and_marks_read_the_rows_of_their_sections_and_no_others()
    {
        const int Rounds = 20;
        int[] all = [.. Enumerable.Range(0, Sections.Count)];
        var groups = Enumerable.Range(0, 10).Select(_ => Sample.Group()).ToArray();
        await using (var stores = new PostgresStores(schema: _schema))
        {
            await stores.Messages.AppendAsync([.. groups.Select(group => Sample.Message(group, "1"))], Cancel);
            for (var version = 1; version <= Rounds; version++)
            {
                var row = new FeedRow(default, new UserId("ann"), FeedKind.Conversation, new ConversationId("g.1"), version);
                Assert.Equal(FencedStatus.Written, await stores.Feed.WriteAsync([row], new SectionTerm(3, 0), Cancel));
                Assert.Equal(FencedStatus.Written, await stores.Messages.MarkDispatchedAsync([.. groups.Select(group => new DispatchMark(group, 1, 0))], Cancel));
                await stores.Messages.ReadUndispatchedAsync(3, default, 10, Cancel);
            }
        }

        // One for the feed; each mark's twice, by the lock and by the mark.
        Assert.InRange(await IndexReadsAsync("sections"), 1, Rounds * (1 + (2 * groups.Length)));
        Assert.Equal(0, await ScansAsync());

        await using (var stores = new PostgresStores(schema: _schema))
        {
            for (var i = 0; i < Rounds; i++)
                await stores.Sections.AcquireAsync(SectionKind.Feed, all, new SectionHolder(new NodeId("a"), 1), TimeSpan.FromMinutes(1), Cancel);
            await stores.Sections.ReadAsync(SectionKind.Feed, Cancel);
        }

        Assert.Equal(0, await ScansAsync());
    }

    // Everything that can be done to an entry, and every count over it.
    private static async Task AskAsync(PostgresStores stores, ConversationKey group, long seq)
    {
        var ann = new UserId("ann");
        AppendRequest Change(EntryKind kind) => Sample.Message(group, $"{kind} {seq}") with { Kind = kind, Countable = false, TargetSeq = seq };
        await stores.Messages.AppendAsync([Change(EntryKind.Edited)], Cancel);
        await stores.Messages.AppendAsync([Change(EntryKind.ReactionAdded)], Cancel);
        await stores.Messages.ReadReactionsAsync(group, ann, [seq], Cancel);
        await stores.Conversations.RemoveEntriesAsync(group, ann, [seq], Cancel);
        await stores.Messages.AppendAsync([Change(EntryKind.Recalled)], Cancel);
        await stores.Conversations.CountRemovedAsync(group.Tenant, ann, [new(group.Id, seq - 2, seq + 2)], Cancel);
        await stores.Conversations.CountMentionsAsync(group.Tenant, ann, [new(group.Id, 0, long.MaxValue)], Cancel);
        await stores.Conversations.ReadRemovedAsync(group, ann, seq - 1, 1, Cancel);
        await stores.Conversations.UpdateMemberAsync(group, ann, new MemberUpdate { ClearTo = seq, Pinned = true }, Cancel);
        await stores.Conversations.ListPinnedAsync(default, ann, 10, Cancel);
    }

    private async Task<long[]> CountsAsync(string[] tables)
    {
        var counts = new List<long>();
        foreach (var table in tables)
            counts.Add(await IndexReadsAsync(table));
        return [.. counts];
    }

    // The sessions have ended, so what they did is counted.
    private Task<long> IndexReadsAsync(string table) => CountAsync(
        $"SELECT coalesce(sum(idx_tup_read), 0)::bigint FROM pg_stat_user_indexes WHERE schemaname = '{_schema}' AND relname ~ '^{table}(_[0-9]+)?$'");

    private Task<long> ScansAsync() => CountAsync(
        $"SELECT coalesce(sum(seq_tup_read), 0)::bigint FROM pg_stat_user_tables WHERE schemaname = '{_schema}' AND relname <> 'schema_version'");

    private async Task<long> CountAsync(string sql)
    {
        await Until.HoldsAsync(
            async () => (long)(await TestDatabase.ExecuteAsync(
                TestDatabase.ConnectionString, "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'imkit-%' AND state IS NULL"))! == 0,
            "sessions that end have ended");
        return (long)(await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, sql))!;
    }
}
