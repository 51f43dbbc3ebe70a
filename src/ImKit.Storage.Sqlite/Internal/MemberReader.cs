namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Member rows. A reader's thread only.</summary>
internal sealed class MemberReader(Connection connection)
{
    private const string Select = $"""
        SELECT {MemberRows.Columns} FROM members
        WHERE conversation = (SELECT id FROM conversations WHERE tenant = ? AND name = ?)
        """;

    private readonly Statement _find = connection.Prepare($"{Select} AND user = ?");
    private readonly Statement _list = connection.Prepare($"{Select} AND user > ? AND role <> 0 ORDER BY user LIMIT ?");

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
}
