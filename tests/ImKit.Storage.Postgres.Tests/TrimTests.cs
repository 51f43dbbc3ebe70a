namespace ImKit.Storage.Postgres.Tests;

/// <summary>Trims beside what else goes on, and what they leave in the tables.</summary>
public sealed class TrimTests : IAsyncDisposable
{
    // Nobody takes a section in this schema.
    private const long NeverHeld = 0;

    private static readonly UserId s_ann = new("ann");
    private readonly string _schema = TestDatabase.NewSchema();
    private readonly PostgresStores _stores;

    public TrimTests() => _stores = new PostgresStores(schema: _schema);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task A_trim_takes_all_that_hangs_on_the_entries_and_pruning_the_keys()
    {
        var group = await LogAsync(8);
        foreach (var seq in new long[] { 2, 7 })
        {
            await _stores.AppendAsync(Change(group, $"e{seq}", EntryKind.Edited, seq));
            await _stores.AppendAsync(Change(group, $"r{seq}", EntryKind.ReactionAdded, seq));
            await _stores.Conversations.RemoveEntriesAsync(group, s_ann, [seq], Cancel);
        }

        await _stores.AppendAsync(Change(group, "recall", EntryKind.Recalled, 3));
        await _stores.Messages.MarkDispatchedAsync([new DispatchMark(group, 13, NeverHeld)], Cancel);
        Assert.Equal(new Position(5, 5), (await _stores.Messages.TrimAsync(group, 5, Cancel))!.Trimmed);
        // Of seq 7 what was done to it, and the mentions of 6, 7 and 8.
        foreach (var (table, rows) in new[] { ("edits", 1L), ("reactions", 1), ("removed", 1), ("recalled", 0), ("mentions", 3), ("trimmed_keys", 5), ("dedup", 13) })
            Assert.Equal((table, rows), (table, await NumberAsync(table)));
        Assert.Equal((2, 2, 1), (await PruneAsync(2), await PruneAsync(2), await PruneAsync(2)));
        Assert.Equal((0L, 8L), (await NumberAsync("trimmed_keys"), await NumberAsync("dedup")));
    }

    [Fact]
    public async Task A_long_log_is_trimmed_in_pieces()
    {
        var group = await LogAsync(1);
        // As if there were as many more.
        await ExecuteAsync($"""
            INSERT INTO {_schema}.entries (conversation, seq, ordinal, id, time, target_seq, kind, format, countable, sender, client_msg_id, body)
                SELECT conversation, n, n, n, time, 0, kind, format, true, sender, n::text, body FROM {_schema}.entries, generate_series(2, 25000) n;
            UPDATE {_schema}.conversations SET last_seq = 25000, last_ordinal = 25000, last_id = 25000, dispatched_seq = 25000;
            """);
        var before = _stores.Database.Statistics.Calls;
        var head = (await _stores.Messages.TrimAsync(group, 24_999, Cancel))!;
        Assert.Equal((new Position(24_999, 24_999), new MessageId(24_999)), (head.Trimmed, head.TrimmedId));
        Assert.Equal(3, _stores.Database.Statistics.Calls - before);
        Assert.Equal(25_000, Assert.Single(await _stores.Messages.ReadForwardAsync(group, 1, 10, Cancel)).Seq);
        Assert.Equal(head, await _stores.Messages.TrimAsync(group, 24_999, Cancel));
    }

    [Fact]
    public async Task Who_removes_entries_for_themself_waits_for_a_trim_and_finds_them_gone()
    {
        var group = await LogAsync(8);
        await _stores.Messages.MarkDispatchedAsync([new DispatchMark(group, 8, NeverHeld)], Cancel);
        Task<ConversationHead?> trim;
        Task<Member?> removal;
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT id FROM {_schema}.conversations FOR UPDATE"))
        {
            trim = _stores.Messages.TrimAsync(group, 5, Cancel).AsTask();
            await other.WaitersAsync(TestDatabase.ConnectionString, _stores.Name, 1);
            removal = _stores.Conversations.RemoveEntriesAsync(group, s_ann, [2, 7], Cancel).AsTask();
        }

        Assert.Equal(5, (await trim)!.Trimmed.Seq);
        Assert.NotNull(await removal);
        Assert.DoesNotContain(await _stores.Conversations.ReadRemovedAsync(group, s_ann, 0, 10, Cancel), seq => seq <= 5);
        Assert.Equal([1L], await _stores.Conversations.CountRemovedAsync(default, s_ann, [new(group.Id, 0, 8)], Cancel));
    }

    private async Task<ConversationKey> LogAsync(int messages)
    {
        var group = Sample.Group();
        await _stores.AppendAsync(Sample.Message(group, "1") with { Members = [new(s_ann, MemberRole.Owner)], Mentions = [s_ann] });
        for (var i = 2; i <= messages; i++)
            await _stores.AppendAsync(Sample.Message(group, $"{i}") with { Mentions = [s_ann] });
        return group;
    }

    private static AppendRequest Change(ConversationKey group, string id, EntryKind kind, long target) =>
        Sample.Message(group, id) with { Kind = kind, Countable = false, TargetSeq = target };

    private async Task<int> PruneAsync(int limit) => await _stores.Messages.PruneAsync(long.MaxValue, limit, Cancel);

    private async Task<long> NumberAsync(string table) => (long)(await ExecuteAsync($"SELECT count(*) FROM {_schema}.{table}"))!;

    private static Task<object?> ExecuteAsync(string sql) => TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, sql);
}
