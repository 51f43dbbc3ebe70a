namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Heads of logs. A reader's thread only.</summary>
internal sealed class HeadReader(Connection connection)
{
    private const string Select = """
        SELECT tenant, name, epoch, last_seq, last_ordinal, last_id, trimmed_seq, trimmed_ordinal, trimmed_id, dispatched_seq, member_count, title,
            info, speak, dissolved, mentioned_all_seq, mentioned_all_ordinal
        FROM conversations
        """;

    private readonly Statement _find = connection.Prepare($"{Select} WHERE tenant = ? AND name = ?");

    private readonly Statement _undispatched = connection.Prepare(
        $"{Select} WHERE section = ? AND undispatched = 1 AND (tenant, name) > (?, ?) ORDER BY tenant, name LIMIT ?");

    private readonly Statement _all = connection.Prepare($"{Select} WHERE (tenant, name) > (?, ?) ORDER BY tenant, name LIMIT ?");

    public ConversationHead?[] Find(IReadOnlyList<ConversationKey> keys)
    {
        var heads = new ConversationHead?[keys.Count];
        for (var i = 0; i < heads.Length; i++)
        {
            using var rows = _find.Bind(1, keys[i].Tenant.Value).Bind(2, keys[i].Id.Value).Query();
            heads[i] = rows.Next() ? Head(rows, keys[i]) : null;
        }

        return heads;
    }

    public ConversationHead[] Undispatched(int section, ConversationKey after, int limit) => Page(
        _undispatched.Bind(1, section).Bind(2, after.Tenant.Value).Bind(3, after.Id.Value).Bind(4, limit));

    public ConversationHead[] All(ConversationKey after, int limit) => Page(
        _all.Bind(1, after.Tenant.Value).Bind(2, after.Id.Value).Bind(3, limit));

    private static ConversationHead[] Page(Statement bound)
    {
        var heads = new List<ConversationHead>();
        using var rows = bound.Query();
        while (rows.Next())
            heads.Add(Head(rows, new ConversationKey(new TenantId(rows.Text(0)), new ConversationId(rows.Text(1)))));
        return [.. heads];
    }

    private static ConversationHead Head(in Statement.Rows rows, ConversationKey key) => new()
    {
        Conversation = key,
        Epoch = rows.Int64(2),
        Last = rows.Position(3),
        LastId = new MessageId(rows.Int64(5)),
        Trimmed = rows.Position(6),
        TrimmedId = new MessageId(rows.Int64(8)),
        DispatchedSeq = rows.Int64(9),
        MemberCount = rows.Int32(10),
        Title = rows.Text(11),
        Info = rows.Text(12),
        Speak = (SpeakRule)rows.Int32(13),
        Dissolved = rows.Bool(14),
        MentionedAll = rows.Position(15),
    };
}
