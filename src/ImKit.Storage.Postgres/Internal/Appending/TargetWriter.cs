using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>The part of an append's second round trip that stores mentions and what entries change. After the inserts, so that an entry of the same batch
/// can be a target like any other.</summary>
internal sealed class TargetWriter(SchemaName schema)
{
    private readonly string _mention = $"""
        INSERT INTO {schema}.mentions (conversation, user_id, ordinal, seq) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """;

    private readonly string _edits = $"INSERT INTO {schema}.edits (conversation, target_seq, seq) SELECT * FROM unnest($1, $2, $3)";

    private readonly string _change = $"""
        UPDATE {schema}.entries e SET version = k.version, recalled = k.recalled, format = k.format, body = k.body
        FROM unnest($1, $2, $3, $4, $5, $6) AS k (conversation, seq, version, recalled, format, body)
        WHERE e.conversation = k.conversation AND e.seq = k.seq
        """;

    private readonly string _react = $"INSERT INTO {schema}.reactions (conversation, seq, key, user_id) SELECT * FROM unnest($1, $2, $3, $4)";

    private readonly string _unreact = $"""
        DELETE FROM {schema}.reactions r USING unnest($1, $2, $3, $4) AS k (conversation, seq, key, user_id)
        WHERE r.conversation = k.conversation AND r.seq = k.seq AND r.key = k.key AND r.user_id = k.user_id
        """;

    private readonly string _recalled = $"INSERT INTO {schema}.recalled (conversation, ordinal) SELECT * FROM unnest($1, $2)";

    private readonly string _emptyEdits = $"""
        WITH gone AS (
            DELETE FROM {schema}.edits d USING unnest($1, $2) AS k (conversation, seq)
            WHERE d.conversation = k.conversation AND d.target_seq = k.seq RETURNING d.conversation, d.seq
        )
        UPDATE {schema}.entries e SET format = 0, body = ''::bytea FROM gone WHERE e.conversation = gone.conversation AND e.seq = gone.seq
        """;

    private readonly string _dropReactions = $"""
        DELETE FROM {schema}.reactions r USING unnest($1, $2) AS k (conversation, seq) WHERE r.conversation = k.conversation AND r.seq = k.seq
        """;

    private readonly string _dropMentions = $"""
        DELETE FROM {schema}.mentions m USING unnest($1, $2, $3) AS k (conversation, user_id, ordinal)
        WHERE m.conversation = k.conversation AND m.user_id = k.user_id AND m.ordinal = k.ordinal
        """;

    public void Add(NpgsqlBatch batch, AppendPlan plan, List<NewEntry> entries)
    {
        AddMentions(batch, entries);
        if (plan.Targets.Count == 0)
            return;
        Edits(batch, entries.FindAll(static entry => entry.Request.Kind == EntryKind.Edited));
        Change(batch, plan.Targets.FindAll(static target => target.IsChanged));
        Reactions(batch, _react, plan.Reactions.FindAll(static reaction => reaction is { Exists: true, IsStored: false }));
        Reactions(batch, _unreact, plan.Reactions.FindAll(static reaction => reaction is { Exists: false, IsStored: true }));
        // Last: a recall takes away what the batch itself has added before it.
        Recall(batch, plan.Targets.FindAll(static target => target is { IsChanged: true, Recalled: true }));
    }

    private void AddMentions(NpgsqlBatch batch, List<NewEntry> entries)
    {
        if (!entries.Exists(static entry => entry.Request is { Countable: true, Mentions.Count: > 0 }))
            return;
        var rows = entries.Where(static entry => entry.Request.Countable)
            .SelectMany(static entry => entry.Request.Mentions, static (entry, user) => (entry.Log.Number, User: user, entry.Place)).ToArray();
        batch.Add(_mention)
            .With(rows.Column(static row => row.Number)).With(rows.Column(static row => row.User.Value))
            .With(rows.Column(static row => row.Place.Ordinal)).With(rows.Column(static row => row.Place.Seq));
    }

    private void Edits(NpgsqlBatch batch, List<NewEntry> edits)
    {
        if (edits.Count == 0)
            return;
        batch.Add(_edits)
            .With(edits.Column(static edit => edit.Log.Number)).With(edits.Column(static edit => edit.Request.TargetSeq))
            .With(edits.Column(static edit => edit.Place.Seq));
    }

    private void Change(NpgsqlBatch batch, List<TargetState> targets)
    {
        if (targets.Count == 0)
            return;
        Keys(batch.Add(_change), targets)
            .With(targets.Column(static target => target.Version)).With(targets.Column(static target => target.Recalled))
            .With(targets.Column(static target => (int)target.Format)).With(targets.Column(static target => Parameters.Bytes(target.Body)));
    }

    private static void Reactions(NpgsqlBatch batch, string sql, List<ReactionState> reactions)
    {
        if (reactions.Count == 0)
            return;
        batch.Add(sql)
            .With(reactions.Column(static reaction => reaction.Target.Log.Number)).With(reactions.Column(static reaction => reaction.Target.Seq))
            .With(reactions.Column(static reaction => reaction.Key)).With(reactions.Column(static reaction => reaction.User.Value));
    }

    private void Recall(NpgsqlBatch batch, List<TargetState> targets)
    {
        if (targets.Count == 0)
            return;
        Keys(batch.Add(_emptyEdits), targets);
        Keys(batch.Add(_dropReactions), targets);
        var countable = targets.FindAll(static target => target.Countable);
        if (countable.Count == 0)
            return;
        batch.Add(_recalled).With(countable.Column(static target => target.Log.Number)).With(countable.Column(static target => target.Ordinal));
        var mentions = countable.SelectMany(static target => target.Mentions, static (target, user) => (target.Log.Number, User: user, target.Ordinal)).ToArray();
        if (mentions.Length == 0)
            return;
        batch.Add(_dropMentions)
            .With(mentions.Column(static mention => mention.Number)).With(mentions.Column(static mention => mention.User.Value))
            .With(mentions.Column(static mention => mention.Ordinal));
    }

    private static NpgsqlBatchCommand Keys(NpgsqlBatchCommand command, List<TargetState> targets) =>
        command.With(targets.Column(static target => target.Log.Number)).With(targets.Column(static target => target.Seq));
}
