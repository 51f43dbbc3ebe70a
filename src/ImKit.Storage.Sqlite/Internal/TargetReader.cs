namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Reactions, mentions, and what users removed for themselves. A reader's thread only.</summary>
internal sealed class TargetReader(Connection connection)
{
    private const string Log = "conversation = (SELECT id FROM conversations WHERE tenant = ? AND name = ?)";

    private readonly Statement _reactions = connection.Prepare($"""
        SELECT key, count(*), max(user = ?) FROM reactions WHERE {Log} AND seq = ? GROUP BY key ORDER BY key
        """);

    private readonly Statement _removed = connection.Prepare($"SELECT seq FROM removed WHERE {Log} AND user = ? AND seq > ? ORDER BY seq LIMIT ?");

    private readonly Statement _countRecalled = connection.Prepare($"""
        SELECT count(*) FROM entries WHERE {Log} AND ordinal > ? AND ordinal <= ? AND recalled = 1 AND countable = 1
        """);

    private readonly Statement _countRemoved = connection.Prepare($"""
        SELECT count(*) FROM removed r WHERE {Log} AND user = ? AND ordinal > ? AND ordinal <= ?
            AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.conversation = r.conversation AND e.seq = r.seq AND e.recalled = 1)
        """);

    private readonly Statement _mentions = connection.Prepare($"""
        SELECT count(*), coalesce(max(seq), 0) FROM mentions WHERE {Log} AND user = ? AND ordinal > ? AND ordinal <= ?
        """);

    public ReactionCount[] Reactions(ConversationKey key, UserId reader, IReadOnlyList<long> seqs)
    {
        var counts = new List<ReactionCount>();
        foreach (var seq in seqs.Distinct().Order())
        {
            using var rows = _reactions.Bind(1, reader.Value).Bind(2, key.Tenant.Value).Bind(3, key.Id.Value).Bind(4, seq).Query();
            while (rows.Next())
                counts.Add(new ReactionCount(seq, rows.Text(0), rows.Int32(1), rows.Bool(2)));
        }

        return [.. counts.OrderBy(count => count.Seq).ThenBy(count => count.Key, StringComparer.Ordinal)];
    }

    public long[] Removed(ConversationKey key, UserId user, long after, int limit)
    {
        var seqs = new List<long>();
        using var rows = _removed.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Bind(3, user.Value).Bind(4, after).Bind(5, limit).Query();
        while (rows.Next())
            seqs.Add(rows.Int64(0));
        return [.. seqs];
    }

    public long[] CountRemoved(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges) =>
        [.. ranges.Select(range => CountRecalled(tenant, range) + CountRemoved(tenant, user, range))];

    public MentionCount[] CountMentions(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges)
    {
        var counts = new MentionCount[ranges.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            using var rows = OfUser(_mentions, tenant, user, ranges[i]).Query();
            counts[i] = rows.Next() ? new MentionCount(rows.Int32(0), rows.Int64(1)) : default;
        }

        return counts;
    }

    private long CountRecalled(TenantId tenant, OrdinalRange range)
    {
        using var rows = _countRecalled.Bind(1, tenant.Value).Bind(2, range.Conversation.Value).Bind(3, range.After).Bind(4, range.Through).Query();
        return rows.Next() ? rows.Int64(0) : 0;
    }

    private long CountRemoved(TenantId tenant, UserId user, OrdinalRange range)
    {
        using var rows = OfUser(_countRemoved, tenant, user, range).Query();
        return rows.Next() ? rows.Int64(0) : 0;
    }

    private static Statement OfUser(Statement statement, TenantId tenant, UserId user, OrdinalRange range) => statement
        .Bind(1, tenant.Value).Bind(2, range.Conversation.Value).Bind(3, user.Value).Bind(4, range.After).Bind(5, range.Through);
}
