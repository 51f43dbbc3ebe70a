using System.Text;
using Npgsql;

namespace ImKit.Storage.Postgres.Tests.Publishing;

/// <summary>What a host writes beside rows of its own, in one transaction.</summary>
public sealed class TransactionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_published_with_an_order_is_sent_when_both_are_committed_and_not_before()
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync("shop");
        await node.SqlAsync($"CREATE TABLE {node.Schema}.orders (id bigint PRIMARY KEY)");
        await using var connection = await PublishNode.ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await ExecuteAsync(connection, $"INSERT INTO {node.Schema}.orders VALUES (4711)");
            var told = await transaction.PublishAsync(PublishDraft.Text(new UserId("shop"), new ClientMsgId("order-4711"), group, "order 4711"), node.Schema, Cancel);
            Assert.Equal(group, told);
            // Another's message, committed later and sent meanwhile: the node has looked, and seen nothing of the open transaction.
            await node.PublishAsync("owner", "1", group, "beside it");
            await node.SentAsync(group, "beside it");
            await transaction.CommitAsync(Cancel);
        }

        await node.SentAsync(group, "beside it", "order 4711");
        Assert.Equal(1L, await node.SqlAsync($"SELECT count(*) FROM {node.Schema}.orders"));
        await node.NothingWaitsAsync();
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_published()
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync();
        await using var connection = await PublishNode.ConnectAsync();
        await using (var transaction = await connection.BeginTransactionAsync(Cancel))
        {
            await transaction.PublishAsync(PublishDraft.Text(new UserId("owner"), new ClientMsgId("1"), group, "never"), node.Schema, Cancel);
            await transaction.SaveAsync("half", Cancel);
            await transaction.PublishAsync(PublishDraft.Text(new UserId("owner"), new ClientMsgId("2"), group, "never either"), node.Schema, Cancel);
            await transaction.RollbackAsync(Cancel);
        }

        await node.PublishAsync("owner", "3", group, "afterwards");
        await node.SentAsync(group, "afterwards");
        await node.NothingWaitsAsync();
        Assert.Equal(["afterwards"], await node.WordsAsync(group));
        Assert.Equal(0L, await node.SqlAsync($"SELECT count(*) FROM {node.Schema}.publish_refused"));
    }

    [Fact]
    public async Task The_same_id_published_twice_is_sent_once()
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync();
        for (var i = 0; i < 3; i++)
            await node.PublishAsync("owner", "same", group, "once");
        await node.PublishAsync("owner", "other", group, "then");
        await node.NothingWaitsAsync();
        Assert.Equal(["once", "then"], await node.WordsAsync(group));
    }

    [Fact]
    public async Task All_that_a_draft_says_stands_in_the_log()
    {
        await using var node = await PublishNode.StartAsync(configure: static options => options.Messaging.Kinds[120] = new CustomKind { Countable = true });
        var group = await node.CreateGroupAsync("ann");
        await node.PublishAsync("owner", "1", group, "first");
        await node.NothingWaitsAsync();
        var answered = (await node.EntriesAsync(group))[^1].Seq;
        await using var connection = await PublishNode.ConnectAsync();
        var draft = new PublishDraft
        {
            Sender = new UserId("owner"), ClientMsgId = new ClientMsgId("2"), Conversation = group, Kind = (EntryKind)120, ReplyTo = answered, Mentions = [new UserId("ann")],
            MentionsAll = true, Format = BodyFormat.Json, Body = """{"total":12}"""u8.ToArray(),
        };
        await connection.PublishAsync(draft, node.Schema, Cancel);
        await node.NothingWaitsAsync();
        var entry = (await node.EntriesAsync(group))[^1];
        Assert.Equal(
            (draft.Sender, draft.ClientMsgId, draft.Kind, answered, true, BodyFormat.Json, """{"total":12}"""),
            (entry.Sender, entry.ClientMsgId, entry.Kind, entry.TargetSeq, entry.MentionsAll, entry.Format, Encoding.UTF8.GetString(entry.Body.Span)));
        Assert.Equal(draft.Mentions, entry.Mentions);
    }

    [Fact]
    public async Task A_message_to_a_user_opens_the_direct_conversation_and_says_its_id()
    {
        await using var node = await PublishNode.StartAsync();
        await using var connection = await PublishNode.ConnectAsync();
        var (one, other) = (new UserId("Zoë"), new UserId("安娜"));
        var told = await connection.PublishAsync(PublishDraft.Text(one, new ClientMsgId("1"), other, "hello"), node.Schema, Cancel);
        Assert.Equal(ConversationId.Direct(one, other), told);
        await node.SentAsync(told, "hello");
        await connection.PublishAsync(PublishDraft.Text(other, new ClientMsgId("1"), one, "hello yourself"), node.Schema, Cancel);
        await connection.PublishAsync(PublishDraft.Text(other, new ClientMsgId("2"), told, "by its id"), node.Schema, Cancel);
        await node.SentAsync(told, "hello", "hello yourself", "by its id");
    }

    [Fact]
    public async Task The_database_names_direct_conversations_as_everybody_else_does()
    {
        await using var stores = new PostgresStores();
        await stores.Database.OpenAsync(Cancel);
        string[] users = ["a", "b", "ann", "anna", "Zoë", "安娜", "😀", "z\u00e9", new string('x', 128), "it's", "a b"];
        await using var connection = await PublishNode.ConnectAsync();
        foreach (var one in users)
        {
            foreach (var other in users)
            {
                await using var command = new NpgsqlCommand($"SELECT {stores.Schema}.imkit_direct($1, $2)", connection);
                command.Parameters.Add(new NpgsqlParameter { Value = one });
                command.Parameters.Add(new NpgsqlParameter { Value = other });
                Assert.Equal(ConversationId.Direct(new UserId(one), new UserId(other)).Value, await command.ExecuteScalarAsync(Cancel));
            }
        }
    }

    [Fact]
    public async Task A_role_that_may_only_insert_there_may_publish()
    {
        await using var node = await PublishNode.StartAsync();
        var group = await node.CreateGroupAsync();
        var role = $"shop_{node.Schema}";
        await node.SqlAsync($"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {node.Schema} TO {role}; GRANT INSERT ON {node.Schema}.publish TO {role}");
        try
        {
            await using var connection = new NpgsqlConnection($"{TestDatabase.ConnectionString};Options=-c role={role};Pooling=false");
            await connection.OpenAsync(Cancel);
            await connection.PublishAsync(PublishDraft.Text(new UserId("owner"), new ClientMsgId("1"), group, "hello"), node.Schema, Cancel);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, $"SELECT * FROM {node.Schema}.publish"));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            await node.SentAsync(group, "hello");
        }
        finally
        {
            await node.SqlAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
