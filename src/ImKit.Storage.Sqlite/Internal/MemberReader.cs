namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Member rows. A reader's thread only.</summary>
internal sealed class MemberReader(Connection connection)
{
    private const string Select = $"""
        SELECT {MemberRows.Columns} FROM members
        WHERE conversation = (SELECT id FROM conversations WHERE tenant = ? AND name = ?)
        """;

    private readonly Statement _find = connection.Prepare($"{Select} AND user = ?");
    private readonly Statement _list = connection.Prepare($"{Select} AND user > ? AND {MemberRows.IsPresent} ORDER BY user LIMIT ?");

    private readonly Statement _pinned = connection.Prepare($"""
        SELECT c.name FROM members m JOIN conversations c ON c.id = m.conversation
        WHERE m.user = ? AND m.pinned = 1 AND m.{MemberRows.IsPresent} AND c.tenant = ? ORDER BY c.name LIMIT ?
        """);

    public Member? Find(ConversationKey key, UserId user)
    {
        using var rows = _find.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Bind(3, user.Value).Query();
        return rows.Next() ? MemberRows.Read(rows) : null;
    }

    public Member?[] Find(TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations)
    {
        var members = new Member?[conversations.Count];
        for (var i = 0; i < members.Length; i++)
            members[i] = Find(new ConversationKey(tenant, conversations[i]), user);
        return members;
    }

    public Member[] List(ConversationKey key, UserId after, int limit)
    {
        var members = new List<Member>();
        using var rows = _list.Bind(1, key.Tenant.Value).Bind(2, key.Id.Value).Bind(3, after.Value).Bind(4, limit).Query();
        while (rows.Next())
            members.Add(MemberRows.Read(rows));
        return [.. members];
    }

    public ConversationId[] Pinned(TenantId tenant, UserId user, int limit)
    {
        var pinned = new List<ConversationId>();
        using var rows = _pinned.Bind(1, user.Value).Bind(2, tenant.Value).Bind(3, limit).Query();
        while (rows.Next())
            pinned.Add(new ConversationId(rows.Text(0)));
        return [.. pinned];
    }
}
