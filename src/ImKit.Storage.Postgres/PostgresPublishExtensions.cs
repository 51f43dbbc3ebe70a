using ImKit.Storage.Postgres;
using ImKit.Storage.Postgres.Internal;
using Npgsql;
using NpgsqlTypes;

namespace ImKit;

/// <summary>Publishes messages from the host's own transactions, on connections of the host's own.</summary>
public static class PostgresPublishExtensions
{
    /// <summary>Writes a message into this transaction: if it is committed, a node of ImKit sends the message; if it is rolled back, the message was never there.</summary>
    /// <remarks>Calls the SQL function <c>imkit_publish</c>, which any other way to speak SQL may call as well.</remarks>
    /// <param name="transaction">The host's own, of the database in which ImKit has its schema.</param>
    /// <param name="draft">The message.</param>
    /// <param name="schema">Where ImKit's tables are (<see cref="PostgresOptions.Schema"/>).</param>
    /// <param name="cancel">Gives up; the transaction can then only be rolled back.</param>
    /// <returns>The conversation that it goes to.</returns>
    /// <exception cref="PostgresException">The draft breaks a rule (<c>22023</c> and a text that names it), or the role may not publish. The transaction can
    /// then only be rolled back.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended.</exception>
    public static ValueTask<ConversationId> PublishAsync(this NpgsqlTransaction transaction, PublishDraft draft, string schema = "imkit", CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return (transaction.Connection ?? throw new InvalidOperationException("The transaction has ended.")).PublishAsync(draft, schema, cancel);
    }

    /// <summary>As the other, in whatever transaction the connection is; without one the message is committed by itself.</summary>
    /// <param name="connection">The host's own, open.</param>
    /// <param name="draft">The message.</param>
    /// <param name="schema">Where ImKit's tables are (<see cref="PostgresOptions.Schema"/>).</param>
    /// <param name="cancel">Gives up; a transaction can then only be rolled back.</param>
    /// <returns>The conversation that it goes to.</returns>
    /// <exception cref="PostgresException">The draft breaks a rule (<c>22023</c> and a text that names it), or the role may not publish.</exception>
    public static async ValueTask<ConversationId> PublishAsync(this NpgsqlConnection connection, PublishDraft draft, string schema = "imkit", CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(draft);
        var command = new NpgsqlCommand($"SELECT {new SchemaName(schema)}.imkit_publish($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", connection);
        await using (command.ConfigureAwait(false))
        {
            Fill(command.Parameters, draft);
            return new ConversationId((string)(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false))!);
        }
    }

    private static void Fill(NpgsqlParameterCollection parameters, PublishDraft draft)
    {
        Add(parameters, NpgsqlDbType.Text, draft.Sender.Value);
        Add(parameters, NpgsqlDbType.Text, draft.ClientMsgId.Value);
        Add(parameters, NpgsqlDbType.Bytea, draft.Body);
        Add(parameters, NpgsqlDbType.Text, draft.Conversation == default ? null : draft.Conversation.Value);
        Add(parameters, NpgsqlDbType.Text, draft.ToUser == default ? null : draft.ToUser.Value);
        Add(parameters, NpgsqlDbType.Text, draft.Tenant.Value);
        Add(parameters, NpgsqlDbType.Integer, (int)draft.Kind);
        Add(parameters, NpgsqlDbType.Integer, (int)draft.Format);
        Add(parameters, NpgsqlDbType.Array | NpgsqlDbType.Text, draft.Mentions.Column(static user => user.Value));
        Add(parameters, NpgsqlDbType.Boolean, draft.MentionsAll);
        Add(parameters, NpgsqlDbType.Bigint, draft.ReplyTo);
    }

    private static void Add(NpgsqlParameterCollection parameters, NpgsqlDbType type, object? value) =>
        parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
