namespace ImKit.Storage.Sqlite.Internal;

/// <summary>Contacts and blocks in the file.</summary>
internal sealed class SqliteContactStore(SqliteDatabase database) : IContactStore
{
    public ValueTask<IReadOnlyList<Contact?>> FindAsync(TenantId tenant, UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(others);
        return database.ReadAsync(
            static IReadOnlyList<Contact?> (session, what) => [.. what.others.Select(other => session.Contacts.Find(what.tenant, what.owner, other))],
            (tenant, owner, others), cancel);
    }

    public ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(TenantId tenant, IReadOnlyList<UserId> owners, UserId other, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(owners);
        return database.ReadAsync(
            static IReadOnlyList<UserId> (session, what) =>
                [.. what.owners.Where(owner => session.Contacts.Find(what.tenant, owner, what.other) is { Blocked: true })],
            (tenant, owners, other), cancel);
    }

    public async ValueTask SetAsync(TenantId tenant, UserId owner, Contact contact, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(contact);
        await database.WriteAsync(static (session, what) => session.Contacts.Set(what.tenant, what.owner, what.contact), (tenant, owner, contact), cancel)
            .ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Contact>> ListAsync(TenantId tenant, UserId owner, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<Contact> (session, what) => session.Contacts.List(what.tenant, what.owner, what.after, what.limit),
            (tenant, owner, after, limit), cancel);
    }
}
