using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>The first round trip of an append whose conversations are known by their numbers, which is most of them: nothing has to be made, and
/// their names are compared once and looked up never.</summary>
internal sealed class KnownReader(SchemaName schema, TargetReader targets)
{
    // In the order of the arrays, which is that of the keys. The names are compared so that no index of theirs is taken instead.
    private readonly string _lock = $"""
        SELECT k.place, c.* FROM unnest($1, $2, $3) WITH ORDINALITY AS k (id, tenant, name, place)
        CROSS JOIN LATERAL (
            SELECT {AppendReader.Head} FROM {schema}.conversations c
            WHERE c.id = k.id AND c.tenant IS NOT DISTINCT FROM k.tenant AND c.name IS NOT DISTINCT FROM k.name LIMIT 1 FOR NO KEY UPDATE) c
        """;

    private readonly string _keys = $"""
        SELECT k.place, d.* FROM unnest($1, $2, $3) WITH ORDINALITY AS k (conversation, sender, client_msg_id, place)
        CROSS JOIN LATERAL ({AppendReader.Key(schema, "k.conversation")}) d
        """;

    private readonly string _members = $"""
        SELECT k.place, m.* FROM unnest($1, $2) WITH ORDINALITY AS k (conversation, user_id, place)
        CROSS JOIN LATERAL ({AppendReader.Member(schema, "k.conversation")}) m
        """;

    /// <returns>False if a number is not its conversation's any more: the transaction is to be given up, and the plan with it.</returns>
    public async ValueTask<bool> TryReadAsync(NpgsqlConnection connection, AppendPlan plan, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(AppendReader.Begin);
        AppendReader.Tenants(batch.Add(_lock).With(plan.Logs.Column(static log => log.Number)), plan.Logs, static log => log.Key);
        AppendReader.Ids(batch.Add(_keys).With(plan.Numbers()), plan);
        if (plan.Members.Count > 0)
            batch.Add(_members).With(plan.Members.Column(static member => member.Log.Number)).With(plan.Members.Column(static member => member.User.Value));
        targets.Add(batch, plan);
        return await AppendReader.ReadAsync(batch, plan, cancel).ConfigureAwait(false) == plan.Logs.Length;
    }
}
