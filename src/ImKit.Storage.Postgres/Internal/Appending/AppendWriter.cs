using Npgsql;

namespace ImKit.Storage.Postgres.Internal.Appending;

/// <summary>The second round trip of an append: stores everything that was decided, and commits.</summary>
internal sealed class AppendWriter(SchemaName schema)
{
    // Both rows of an entry from one set of arrays.
    private readonly string _entries = $"""
        WITH e AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                AS e (conversation, seq, ordinal, id, time, sender, client_msg_id, payload_hash, target_seq, kind, format, version, countable, body, mentions, mentions_all)
        ), keys AS (
            INSERT INTO {schema}.dedup (conversation, seq, ordinal, id, time, sender, client_msg_id, payload_hash)
            SELECT conversation, seq, ordinal, id, time, sender, client_msg_id, payload_hash FROM e
        )
        INSERT INTO {schema}.entries (conversation, seq, ordinal, id, time, sender, client_msg_id, target_seq, kind, format, version, countable, body, mentions, mentions_all)
        SELECT conversation, seq, ordinal, id, time, sender, client_msg_id, target_seq, kind, format, version, countable, body, mentions, mentions_all FROM e
        """;

    private readonly string _heads = $"""
        UPDATE {schema}.conversations c
        SET last_seq = k.last_seq, last_ordinal = k.last_ordinal, last_id = k.last_id, member_count = k.member_count, pending = true
        FROM unnest($1, $2, $3, $4, $5) AS k (id, last_seq, last_ordinal, last_id, member_count)
        WHERE c.id = k.id
        """;

    private readonly string _settings = $"""
        UPDATE {schema}.conversations c
        SET title = coalesce(k.title, c.title), info = coalesce(k.info, c.info), speak = k.speak, dissolved = k.dissolved,
            mentioned_all_seq = greatest(c.mentioned_all_seq, k.mentioned_all_seq),
            mentioned_all_ordinal = greatest(c.mentioned_all_ordinal, k.mentioned_all_ordinal)
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS k (id, title, info, speak, dissolved, mentioned_all_seq, mentioned_all_ordinal)
        WHERE c.id = k.id
        """;

    private readonly string _joined = $"""
        INSERT INTO {schema}.members (conversation, user_id, role, floor_seq, floor_ordinal, sent_seq, sent_ordinal)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    private readonly string _changed = $"""
        UPDATE {schema}.members m
        SET role = k.role, floor_seq = k.floor_seq, floor_ordinal = k.floor_ordinal, sent_seq = k.sent_seq, sent_ordinal = k.sent_ordinal
        FROM unnest($1, $2, $3, $4, $5, $6, $7) AS k (conversation, user_id, role, floor_seq, floor_ordinal, sent_seq, sent_ordinal)
        WHERE m.conversation = k.conversation AND m.user_id = k.user_id
        """;

    private readonly TargetWriter _targets = new(schema);

    public async ValueTask WriteAsync(NpgsqlConnection connection, AppendPlan plan, List<NewEntry> entries, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        if (entries.Count > 0)
        {
            AddEntries(batch, entries);
            AddHeads(batch, Array.FindAll(plan.Logs, static log => log.IsChanged));
            AddSettings(batch, Array.FindAll(plan.Logs, static log => log.AreSettingsChanged));
            AddMembers(batch, _joined, plan.Members.FindAll(static member => member is { IsChanged: true, IsStored: false }));
            AddMembers(batch, _changed, plan.Members.FindAll(static member => member is { IsChanged: true, IsStored: true }));
            _targets.Add(batch, plan, entries);
        }

        // An error before it skips the rest of the batch, so it commits all or is not reached.
        batch.Add("COMMIT");
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Ends a transaction that changes nothing.</summary>
    public static async ValueTask RollBackAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add("ROLLBACK");
        await batch.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private void AddEntries(NpgsqlBatch batch, List<NewEntry> entries) => batch.Add(_entries)
        .With(entries.Column(static e => e.Log.Number)).With(entries.Column(static e => e.Place.Seq)).With(entries.Column(static e => e.Place.Ordinal))
        .With(entries.Column(static e => e.Request.Id.Value)).With(entries.Column(static e => e.Request.Time))
        .With(entries.Column(static e => e.Request.Sender.Value)).With(entries.Column(static e => e.Request.ClientMsgId.Value))
        .With(entries.Column(static e => Parameters.Bytes(e.Request.PayloadHash)))
        .With(entries.Column(static e => e.Request.TargetSeq))
        .With(entries.Column(static e => (int)e.Request.Kind)).With(entries.Column(static e => (int)e.Request.Format))
        .With(entries.Column(static e => e.Version)).With(entries.Column(static e => e.Request.Countable))
        .With(entries.Column(static e => Parameters.Bytes(e.Request.Body)))
        .With(entries.Column(static e => MentionList.Write(e.Request.Mentions))).With(entries.Column(static e => e.Request.MentionsAll));

    private void AddHeads(NpgsqlBatch batch, LogState[] logs) => batch.Add(_heads)
        .With(logs.Column(static log => log.Number))
        .With(logs.Column(static log => log.Last.Seq)).With(logs.Column(static log => log.Last.Ordinal))
        .With(logs.Column(static log => log.LastId)).With(logs.Column(static log => log.MemberCount));

    private void AddSettings(NpgsqlBatch batch, LogState[] logs)
    {
        if (logs.Length == 0)
            return;
        batch.Add(_settings)
            .With(logs.Column(static log => log.Number))
            .With(logs.Column(static log => log.NewTitle is { } title ? FreeText.Storable(title) : null))
            .With(logs.Column(static log => log.NewInfo is { } info ? FreeText.Storable(info) : null))
            .With(logs.Column(static log => (int)log.Speak)).With(logs.Column(static log => log.Dissolved))
            .With(logs.Column(static log => log.NewMentionedAll.Seq)).With(logs.Column(static log => log.NewMentionedAll.Ordinal));
    }

    private static void AddMembers(NpgsqlBatch batch, string sql, List<MemberState> members)
    {
        if (members.Count == 0)
            return;
        batch.Add(sql)
            .With(members.Column(static member => member.Log.Number)).With(members.Column(static member => member.User.Value))
            .With(members.Column(static member => (int)member.Role))
            .With(members.Column(static member => member.Floor.Seq)).With(members.Column(static member => member.Floor.Ordinal))
            .With(members.Column(static member => member.LastSent.Seq)).With(members.Column(static member => member.LastSent.Ordinal));
    }
}
