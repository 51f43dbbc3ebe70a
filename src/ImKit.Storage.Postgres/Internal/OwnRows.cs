using ImKit.Storage.Postgres.Internal.Reading;
using Npgsql;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>What is a user's own in a conversation: settings of the row, and entries removed for themself. One round trip each.</summary>
internal sealed class OwnRows(SchemaName schema)
{
    private readonly MemberReader _members = new(schema);

    // Locks the member's row and no other, as reading does. Appends leave these columns alone.
    private readonly string _update = $"""
        {Marks.Place(schema)}
        UPDATE {schema}.members m SET
            cleared_seq = CASE WHEN $4 > m.cleared_seq THEN greatest(m.cleared_seq, place.seq) ELSE m.cleared_seq END,
            cleared_ordinal = CASE WHEN $4 > m.cleared_seq THEN greatest(m.cleared_ordinal, place.ordinal) ELSE m.cleared_ordinal END,
            hidden_seq = CASE WHEN $5 IS NULL THEN m.hidden_seq WHEN $5 THEN place.last_seq ELSE 0 END,
            hidden_ordinal = CASE WHEN $5 IS NULL THEN m.hidden_ordinal WHEN $5 THEN place.last_ordinal ELSE 0 END,
            muted = coalesce($6, m.muted), pinned = coalesce($7, m.pinned), marked_unread = coalesce($8, m.marked_unread), draft = coalesce($9, m.draft)
        FROM place
        WHERE m.conversation = place.id AND m.user_id = $3 AND {MemberReader.IsPresent}
        """;

    // Waits for a trim, and a trim for it, so that nothing is removed of what is gone. It does not wait for appends.
    private readonly string _hold = $"SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = $2 FOR KEY SHARE";

    private readonly string _remove = $"""
        INSERT INTO {schema}.removed (conversation, user_id, seq, ordinal)
        SELECT m.conversation, m.user_id, e.seq, CASE WHEN e.countable THEN e.ordinal ELSE 0 END
        FROM (SELECT m.conversation, m.user_id FROM {schema}.members m
            WHERE m.conversation = (SELECT id FROM {schema}.conversations WHERE tenant = $1 AND name = $2) AND m.user_id = $3 AND {MemberReader.IsPresent}) m
        CROSS JOIN unnest($4) AS k (seq)
        CROSS JOIN LATERAL (SELECT * FROM {schema}.entries WHERE conversation = m.conversation AND seq = k.seq LIMIT 1) e
        ON CONFLICT DO NOTHING
        """;

    public async ValueTask<Member?> UpdateAsync(NpgsqlConnection connection, (ConversationKey Key, UserId User, MemberUpdate Update) what, CancellationToken cancel)
    {
        var update = what.Update;
        using var batch = connection.CreateBatch();
        Keys(batch.Add(_update), what.Key, what.User)
            .With(update.ClearTo).With(update.Hidden).With(update.Muted).With(update.Pinned).With(update.MarkedUnread)
            .WithNullable(update.Draft is { } draft ? FreeText.Storable(draft) : null);
        _members.AddFindPresent(batch, what.Key, what.User);
        return await batch.ReadFirstAsync(MemberReader.Row, cancel).ConfigureAwait(false);
    }

    public async ValueTask<Member?> RemoveAsync(
        NpgsqlConnection connection, (ConversationKey Key, UserId User, IReadOnlyList<long> Seqs) what, CancellationToken cancel)
    {
        using var batch = connection.CreateBatch();
        batch.Add(_hold).With(what.Key.Tenant.Value).With(what.Key.Id.Value);
        // In order, so that two calls never wait for each other.
        Keys(batch.Add(_remove), what.Key, what.User).With([.. what.Seqs.Distinct().Order()]);
        _members.AddFindPresent(batch, what.Key, what.User);
        var rows = await batch.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await using var closing = rows.ConfigureAwait(false);
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        var member = await rows.ReadAsync(cancel).ConfigureAwait(false) ? MemberReader.Row(rows) : null;
        await rows.NextResultAsync(cancel).ConfigureAwait(false);
        return member;
    }

    private static NpgsqlBatchCommand Keys(NpgsqlBatchCommand command, ConversationKey key, UserId user) =>
        command.With(key.Tenant.Value).With(key.Id.Value).With(user.Value);
}
