using Npgsql;

namespace ImKit.Storage.Postgres.Tests;

/// <summary>Nodes over one database: each has its own connections and knows nothing of the others.</summary>
public sealed class LockTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_append_to_the_same_conversations_in_opposite_order_all_commit()
    {
        await using var one = new PostgresStores();
        await using var two = new PostgresStores();
        // Half of them are there, half are made by whoever comes first.
        var groups = Enumerable.Range(0, 8).Select(_ => Sample.Group()).ToArray();
        foreach (var group in groups.Where((_, i) => i % 2 == 0))
            await one.AppendAsync(Sample.Message(group, "first"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async sender =>
        {
            for (var i = 0; i < 15; i++)
            {
                var batch = groups.Select(group => Sample.Message(group, $"{sender}-{i}"));
                var outcomes = await (sender % 2 == 0 ? one : two).Messages.AppendAsync([.. sender % 4 < 2 ? batch : batch.Reverse()], Cancel);
                Assert.All(outcomes, outcome => Assert.Equal(AppendStatus.Committed, outcome.Status));
            }
        }));
        foreach (var (group, i) in groups.Select((group, i) => (group, i)))
            Assert.Equal(120 + (i % 2 == 0 ? 1 : 0), (await two.LogAsync(group)).Count);
    }

    [Fact]
    public async Task A_retry_on_another_node_while_the_first_is_still_committing_is_a_duplicate()
    {
        await using var one = new PostgresStores();
        await using var two = new PostgresStores();
        var group = Sample.Group();
        await one.AppendAsync(Sample.Message(group, "1"));
        var message = Sample.Message(group, "2");
        Task<AppendOutcome> first, retry;
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT id FROM {one.Schema}.conversations WHERE name = '{group.Id}' FOR UPDATE"))
        {
            first = one.AppendAsync(message);
            await other.WaitersAsync(TestDatabase.ConnectionString, one.Name, 1);
            retry = two.AppendAsync(message);
            await Until.HoldsAsync(
                async () => (long)(await TestDatabase.ExecuteAsync(
                    TestDatabase.ConnectionString, $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{two.Name}' AND wait_event_type = 'Lock'"))! == 1,
                "the second waits too");
        }

        // Both looked for the key only after they had the lock.
        AppendOutcome[] outcomes = [await first, await retry];
        Assert.Equal([AppendStatus.Committed, AppendStatus.Duplicate], outcomes.Select(outcome => outcome.Status).Order());
        Assert.Equal(2, (await one.LogAsync(group)).Count);
    }

    [Fact]
    public async Task A_conversation_that_is_held_too_long_is_an_error_that_says_so_and_others_go_on()
    {
        await using var stores = new PostgresStores(configure: options => options.LockTimeout = TimeSpan.FromMilliseconds(50));
        var (held, free) = (Sample.Group(), Sample.Group());
        await stores.AppendAsync(Sample.Message(held, "1"));
        await using (await Blocker.HoldAsync(TestDatabase.ConnectionString, $"SELECT id FROM {stores.Schema}.conversations WHERE name = '{held.Id}' FOR UPDATE"))
        {
            Assert.Contains("LockTimeout", (await Assert.ThrowsAsync<StorageException>(() => stores.AppendAsync(Sample.Message(held, "2")))).Message);
            Assert.Equal(AppendStatus.Committed, (await stores.AppendAsync(Sample.Message(free, "1"))).Status);
        }

        Assert.Equal(2, (await stores.AppendAsync(Sample.Message(held, "2"))).Position.Seq);
    }

    [Fact]
    public async Task A_transaction_that_others_end_as_deadlocked_is_an_unknown_outcome_and_the_retry_commits()
    {
        await using var stores = new PostgresStores();
        ConversationKey[] groups = [Sample.Group("a"), Sample.Group("b")];
        foreach (var group in groups)
            await stores.AppendAsync(Sample.Message(group, "1"));
        var ids = groups.Select(group => $"SELECT id FROM {stores.Schema}.conversations WHERE name = '{group.Id}' FOR UPDATE").ToArray();
        await using var source = NpgsqlDataSource.Create(TestDatabase.ConnectionString + ";Pooling=false");
        await using var host = await source.OpenConnectionAsync(Cancel);
        // A host that locks in the wrong order, and waits longer than PostgreSQL lets a circle stand.
        await ExecuteAsync(host, "BEGIN; SET LOCAL deadlock_timeout = '10min'");
        await ExecuteAsync(host, ids[1]);
        var appending = stores.Messages.AppendAsync([.. groups.Select(group => Sample.Message(group, "2"))], Cancel).AsTask();
        await Until.HoldsAsync(
            async () => (long)(await TestDatabase.ExecuteAsync(
                TestDatabase.ConnectionString, $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{stores.Name}' AND wait_event_type = 'Lock'"))! == 1,
            "the append waits");
        var circle = ExecuteAsync(host, ids[0]);
        var failure = await Assert.ThrowsAsync<StorageException>(() => appending);
        Assert.Contains("waited for each other", failure.Message);
        await circle;
        await ExecuteAsync(host, "ROLLBACK");

        Assert.All(
            await stores.Messages.AppendAsync([.. groups.Select(group => Sample.Message(group, "2"))], Cancel),
            outcome => Assert.Equal((AppendStatus.Committed, 2), (outcome.Status, outcome.Position.Seq)));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
