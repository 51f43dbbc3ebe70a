using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>The part of an append's first round trip that reads what other entries change. A batch of messages has none of it.</summary>
/// <remarks>Entries and reactions are only changed by who holds the conversation, so what is read here stays until the commit.</remarks>
internal sealed class TargetReader(SchemaName schema)
{
    private readonly string _targets = $"""
        SELECT k.place, e.kind, e.version, e.recalled, e.countable, e.ordinal, e.mentions
        FROM unnest($1, $2, $3) WITH ORDINALITY AS k (tenant, name, seq, place)
        JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        CROSS JOIN LATERAL (SELECT * FROM {schema}.entries WHERE conversation = c.id AND seq = k.seq LIMIT 1) e
        """;

    private readonly string _reactions = $"""
        SELECT k.place FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY AS k (tenant, name, seq, key, user_id, place)
        JOIN {schema}.conversations c ON c.tenant = k.tenant AND c.name = k.name
        CROSS JOIN LATERAL (
            SELECT FROM {schema}.reactions WHERE conversation = c.id AND seq = k.seq AND key = k.key AND user_id = k.user_id LIMIT 1) r
        """;

    public void Add(NpgsqlBatch batch, AppendPlan plan)
    {
        if (plan.Targets.Count > 0)
            AppendReader.Tenants(batch.Add(_targets), plan.Targets, static target => target.Log.Key).With(plan.Targets.Column(static target => target.Seq));
        if (plan.Reactions.Count > 0)
        {
            AppendReader.Tenants(batch.Add(_reactions), plan.Reactions, static reaction => reaction.Target.Log.Key)
                .With(plan.Reactions.Column(static reaction => reaction.Target.Seq))
                .With(plan.Reactions.Column(static reaction => reaction.Key)).With(plan.Reactions.Column(static reaction => reaction.User.Value));
        }
    }

    public static async ValueTask ReadAsync(NpgsqlDataReader rows, AppendPlan plan, CancellationToken cancel)
    {
        if (plan.Targets.Count > 0)
            await rows.ReadPlacesAsync(place => SetTarget(plan.Targets[place], rows), cancel).ConfigureAwait(false);
        if (plan.Reactions.Count > 0)
            await rows.ReadPlacesAsync(place => plan.Reactions[place].IsStored = plan.Reactions[place].Exists = true, cancel).ConfigureAwait(false);
    }

    private static void SetTarget(TargetState target, NpgsqlDataReader row)
    {
        target.Exists = true;
        target.Kind = (EntryKind)row.GetInt32(1);
        target.Version = row.GetInt32(2);
        target.Recalled = row.GetBoolean(3);
        target.Countable = row.GetBoolean(4);
        target.Ordinal = row.GetInt64(5);
        target.Mentions = MentionList.Read(row.GetString(6));
    }
}
