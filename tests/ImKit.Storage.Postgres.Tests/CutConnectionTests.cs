namespace ImKit.Storage.Postgres.Tests;

/// <summary>The connection ends at every point of an append. What is then unknown, a retry finds out.</summary>
public sealed class CutConnectionTests
{
    [Fact]
    public async Task A_connection_that_ends_while_the_append_waits_for_a_lock_has_written_nothing_and_a_retry_commits()
    {
        await using var stores = new PostgresStores();
        var group = Sample.Group();
        await stores.AppendAsync(Sample.Message(group, "1"));
        var lost = Sample.Message(group, "2");
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, Lock(stores, group)))
        {
            var waiting = stores.AppendAsync(lost);
            await other.WaitersAsync(TestDatabase.ConnectionString, stores.Name, 1);
            await stores.CutAsync();
            await Assert.ThrowsAsync<StorageException>(() => waiting);
        }

        Assert.Single(await stores.LogAsync(group));
        Assert.Equal((AppendStatus.Committed, 2), Short(await stores.AppendAsync(lost)));
        Assert.Equal((AppendStatus.Duplicate, 2), Short(await stores.AppendAsync(lost)));
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_commit_is_on_disk_has_written_nothing_and_a_retry_commits()
    {
        var schema = TestDatabase.NewSchema();
        await using var stores = new PostgresStores(schema: schema);
        var group = Sample.Group();
        await stores.AppendAsync(Sample.Message(group, "1"));
        await WaitAtCommitAsync(schema);
        var lost = Sample.Message(group, "2");
        await using (var other = await Blocker.HoldAsync(TestDatabase.ConnectionString, "SELECT pg_advisory_xact_lock(77)"))
        {
            var committing = stores.AppendAsync(lost);
            await other.WaitersAsync(TestDatabase.ConnectionString, stores.Name, 1);
            await stores.CutAsync();
            await Assert.ThrowsAsync<StorageException>(() => committing);
        }

        Assert.Equal((AppendStatus.Committed, 2), Short(await stores.AppendAsync(lost)));
        Assert.Equal([1, 2], (await stores.LogAsync(group)).Select(entry => entry.Seq));
    }

    [Fact]
    public async Task A_commit_that_is_on_disk_and_was_never_acknowledged_is_a_duplicate_to_the_retry()
    {
        // Of a server of its own: there a session that asks for it waits for a standby after its commit is on disk.
        await using var server = await PostgresServer.StartAsync();
        await using var stores = new PostgresStores(server.ConnectionString);
        var group = Sample.Group();
        await stores.AppendAsync(Sample.Message(group, "1"));
        var lost = Sample.Message(group, "2");
        await using (var waits = new PostgresStores(server.ConnectionString + ";Options=-c synchronous_commit=on"))
        {
            var committing = waits.AppendAsync(lost);
            await Until.HoldsAsync(
                async () => (long)(await TestDatabase.ExecuteAsync(
                    server.ConnectionString, $"SELECT count(*) FROM pg_stat_activity WHERE application_name = '{waits.Name}' AND wait_event = 'SyncRep'"))! == 1,
                "the commit waits");
            await waits.CutAsync();
            var failure = await Record.ExceptionAsync(() => committing);
            // The server may still tell of the commit before it ends the connection: then it is acknowledged, and rightly.
            Assert.True(failure is null or StorageException, $"{failure}");
        }

        Assert.Equal((AppendStatus.Duplicate, 2), Short(await stores.AppendAsync(lost)));
        Assert.Equal(2, (await stores.LogAsync(group)).Count);
    }

    [Fact]
    public async Task A_read_on_a_connection_that_was_cut_while_nobody_used_it_answers_all_the_same()
    {
        await using var stores = new PostgresStores();
        var group = Sample.Group();
        await stores.AppendAsync(Sample.Message(group, "1"));
        await stores.CutAsync();
        Assert.Single(await stores.LogAsync(group));
    }

    [Fact]
    public async Task After_its_connections_were_cut_a_node_goes_on_with_new_ones()
    {
        await using var stores = new PostgresStores();
        var group = Sample.Group();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => stores.AppendAsync(Sample.Message(group, $"before-{i}"))));
        await stores.CutAsync();
        var failed = 0;
        await Until.HoldsAsync(
            async () => await Record.ExceptionAsync(() => stores.AppendAsync(Sample.Message(group, "after"))) is null || ++failed < 0,
            "an append is answered");
        // Not more than the pool held.
        Assert.InRange(failed, 0, 8);
        Assert.Equal(21, (await stores.LogAsync(group)).Count);
    }

    private static (AppendStatus, long) Short(AppendOutcome outcome) => (outcome.Status, outcome.Position.Seq);

    private static string Lock(PostgresStores stores, ConversationKey group) =>
        $"SELECT id FROM {stores.Schema}.conversations WHERE name = '{group.Id}' FOR UPDATE";

    // A trigger that runs as a part of the commit, after all statements.
    private static async Task WaitAtCommitAsync(string schema) => await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"""
        CREATE FUNCTION {schema}.wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(77); RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER wait AFTER UPDATE ON {schema}.conversations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.wait();
        """);
}
