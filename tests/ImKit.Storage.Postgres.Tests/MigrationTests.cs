using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ImKit.Storage.Postgres.Tests;

public sealed class MigrationTests
{
    private readonly SchemaName _schema = new(TestDatabase.NewSchema());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_at_once_on_an_empty_database_all_can()
    {
        for (var round = 0; round < 3; round++)
        {
            var schema = TestDatabase.NewSchema();
            var nodes = Enumerable.Range(0, 6).Select(_ => new PostgresStores(schema: schema)).ToArray();
            await Task.WhenAll(nodes.Select(node => node.Database.OpenAsync(Cancel).AsTask()));
            Assert.Equal((long)Schema.Steps.Count, await Number($"SELECT count(*) FROM {schema}.schema_version"));
            var group = Sample.Group();
            await Task.WhenAll(nodes.Select((node, i) => node.AppendAsync(Sample.Message(group, $"{i}"))));
            Assert.Equal(6, (await nodes[0].LogAsync(group)).Count);
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_schema_of_the_first_version_is_brought_up_to_date_and_keeps_its_data()
    {
        await MigrateAsync([Schema.Steps[0]]);
        // As the first version wrote it: a conversation with one message of its one member, and a session.
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"""
            INSERT INTO {_schema}.conversations (tenant, name, epoch, title, last_seq, last_ordinal, last_id, dispatched_seq, member_count)
                VALUES ('', 'g.old', 7, 'old', 1, 1, 42, 1, 1);
            INSERT INTO {_schema}.entries (conversation, seq, ordinal, id, time, target_seq, kind, format, countable, sender, client_msg_id, body)
                SELECT id, 1, 1, 42, 1000, 0, 1, 1, true, 'ann', '1', 'hello'::bytea FROM {_schema}.conversations;
            INSERT INTO {_schema}.members (conversation, user_id, role, floor_seq, floor_ordinal, sent_seq, sent_ordinal)
                SELECT id, 'ann', 3, 0, 0, 1, 1 FROM {_schema}.conversations;
            INSERT INTO {_schema}.sessions VALUES ('', 'key', 'ann', 'n', 1, 1, '', 'web');
            """);

        await using var stores = new PostgresStores(schema: _schema.Value);
        var group = new ConversationKey(default, new ConversationId("g.old"));
        var head = (await stores.Conversations.GetHeadsAsync([group], Cancel))[0]!;
        Assert.Equal(("old", "", SpeakRule.Everyone, false, default(Position)), (head.Title, head.Info, head.Speak, head.Dissolved, head.MentionedAll));
        Assert.Equal(AppendStatus.Committed, (await stores.AppendAsync(Sample.Message(group, "2") with { Kind = EntryKind.Edited, Countable = false, TargetSeq = 1 })).Status);
        var message = (await stores.LogAsync(group))[0];
        Assert.Equal((1, "2", false), (message.Version, Encoding.UTF8.GetString(message.Body.Span), message.Recalled));
        Assert.True((await stores.Conversations.UpdateMemberAsync(group, new UserId("ann"), new MemberUpdate { Pinned = true }, Cancel))!.Pinned);
        Assert.Equal(1L, await Number($"SELECT count(*) FROM {_schema}.sessions WHERE registered > 0"));
    }

    [Fact]
    public async Task Conversations_of_an_older_version_get_their_sections()
    {
        // More than are read at once.
        const int Count = 12_345;
        await MigrateAsync([.. Schema.Steps.Take(2)]);
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"""
            INSERT INTO {_schema}.conversations (tenant, name, epoch, title, last_seq, pending)
                SELECT CASE n % 3 WHEN 0 THEN '' WHEN 1 THEN 'shop' ELSE 't-' || n END, 'g.' || n, 1, '', 1, true FROM generate_series(1, {Count}) n
            """);

        await using var stores = new PostgresStores(schema: _schema.Value);
        var found = 0;
        for (var section = 0; section < Sections.Count; section++)
        {
            var heads = await stores.Messages.ReadUndispatchedAsync(section, default, 1000, Cancel);
            Assert.All(heads, head => Assert.Equal(section, Sections.OfConversation(head.Conversation)));
            found += heads.Count;
        }

        Assert.Equal(Count, found);
    }

    [Fact]
    public async Task A_schema_of_a_newer_version_is_refused()
    {
        await MigrateAsync([.. Schema.Steps, new(static (schema, _) => $"ALTER TABLE {schema}.conversations ADD COLUMN avatar text NOT NULL DEFAULT ''")]);
        await using var stores = new PostgresStores(schema: _schema.Value);
        Assert.Contains($"has version {Schema.Steps.Count + 1}", (await Assert.ThrowsAsync<StorageException>(() => stores.LogAsync(Sample.Group()))).Message);
    }

    [Fact]
    public async Task A_step_that_fails_undoes_all_steps()
    {
        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync([.. Schema.Steps, new(static (_, _) => "SELECT 1 / 0")]));
        Assert.Equal(0L, await Number($"SELECT count(*) FROM pg_namespace WHERE nspname = '{_schema.Value}'"));
        await using var stores = new PostgresStores(schema: _schema.Value);
        Assert.Equal(1, (await stores.AppendAsync(Sample.Message(Sample.Group(), "1"))).Position.Seq);
    }

    [Fact]
    public async Task The_number_of_parts_is_that_of_the_first_start()
    {
        await using (var first = new PostgresStores(schema: _schema.Value, configure: static options => options.Partitions = 3))
            await first.AppendAsync(Sample.Message(Sample.Group(), "1"));
        await using var second = new PostgresStores(schema: _schema.Value, configure: static options => options.Partitions = 5);
        await second.AppendAsync(Sample.Message(Sample.Group(), "1"));
        Assert.Equal(3L, await Number($"SELECT count(*) FROM pg_inherits WHERE inhparent = '{_schema}.entries'::regclass"));
        Assert.Equal(3L, await Number($"SELECT count(*) FROM pg_inherits WHERE inhparent = '{_schema}.dedup'::regclass"));
    }

    [Fact]
    public async Task A_role_that_may_only_read_and_write_the_tables_is_enough_once_they_are_there()
    {
        await using (var owner = new PostgresStores(schema: _schema.Value))
            await owner.Database.OpenAsync(Cancel);
        var role = $"role_{_schema.Value}";
        await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"""
            CREATE ROLE {role} LOGIN;
            GRANT USAGE ON SCHEMA {_schema} TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {_schema} TO {role};
            """);
        try
        {
            await using var node = new PostgresStores($"{TestDatabase.ConnectionString};Options=-c role={role}", _schema.Value);
            var group = Sample.Group();
            Assert.Equal(1, (await node.AppendAsync(Sample.Message(group, "1"))).Position.Seq);
            Assert.Single(await node.LogAsync(group));
        }
        finally
        {
            await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, $"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private async Task MigrateAsync(IReadOnlyList<MigrationStep> steps)
    {
        await using var connection = new NpgsqlConnection(TestDatabase.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Cancel);
        await new Migration(_schema, 8, steps, NullLogger.Instance).RunAsync(connection, Cancel);
    }

    private static async Task<long> Number(string sql) => (long)(await TestDatabase.ExecuteAsync(TestDatabase.ConnectionString, sql))!;
}
