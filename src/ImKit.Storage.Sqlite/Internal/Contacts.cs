namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The table of contacts, as the writer uses it. The writer's thread only.</summary>
internal sealed class ContactWriter(Connection connection)
{
    private readonly Statement _upsert = connection.Prepare("""
        INSERT INTO contacts (tenant, owner, user, listed, blocked, alias) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET listed = excluded.listed, blocked = excluded.blocked, alias = excluded.alias
        """);

    private readonly Statement _delete = connection.Prepare("DELETE FROM contacts WHERE tenant = ? AND owner = ? AND user = ?");

    public bool Set(TenantId tenant, UserId owner, Contact contact)
    {
        var statement = contact.IsEmpty
            ? _delete
            : _upsert.Bind(4, contact.Listed).Bind(5, contact.Blocked).Bind(6, contact.Alias);
        statement.Bind(1, tenant.Value).Bind(2, owner.Value).Bind(3, contact.User.Value).Run();
        return true;
    }
}

/// <summary>Contacts and blocks. A reader's thread only.</summary>
internal sealed class ContactReader(Connection connection)
{
    private const string Select = "SELECT user, listed, blocked, alias FROM contacts WHERE tenant = ? AND owner = ?";

    private readonly Statement _find = connection.Prepare($"{Select} AND user = ?");
    private readonly Statement _list = connection.Prepare($"{Select} AND user > ? ORDER BY user LIMIT ?");

    public Contact? Find(TenantId tenant, UserId owner, UserId other)
    {
        using var rows = _find.Bind(1, tenant.Value).Bind(2, owner.Value).Bind(3, other.Value).Query();
        return rows.Next() ? Read(rows) : null;
    }

    public Contact[] List(TenantId tenant, UserId owner, UserId after, int limit)
    {
        var contacts = new List<Contact>();
        using var rows = _list.Bind(1, tenant.Value).Bind(2, owner.Value).Bind(3, after.Value).Bind(4, limit).Query();
        while (rows.Next())
            contacts.Add(Read(rows));
        return [.. contacts];
    }

    private static Contact Read(in Statement.Rows rows) =>
        new() { User = new UserId(rows.Text(0)), Listed = rows.Bool(1), Blocked = rows.Bool(2), Alias = rows.Text(3) };
}
