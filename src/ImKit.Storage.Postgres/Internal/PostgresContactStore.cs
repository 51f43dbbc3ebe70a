namespace ImKit.Storage.Postgres.Internal;

/// <summary>Contacts and blocks in the database.</summary>
internal sealed class PostgresContactStore(PostgresDatabase database) : IContactStore
{
    private readonly ContactTable _contacts = new(database.Schema);

    public ValueTask<IReadOnlyList<Contact?>> FindAsync(TenantId tenant, UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(others);
        return database.ReadAsync(_contacts.FindAsync, (tenant, owner, others), cancel);
    }

    public ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(TenantId tenant, IReadOnlyList<UserId> owners, UserId other, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(owners);
        return database.ReadAsync(_contacts.FindBlockingAsync, (tenant, owners, other), cancel);
    }

    public async ValueTask SetAsync(TenantId tenant, UserId owner, Contact contact, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(contact);
        await database.WriteAsync(_contacts.SetAsync, (tenant, owner, contact), cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<Contact>> ListAsync(TenantId tenant, UserId owner, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_contacts.ListAsync, (tenant, owner, after, limit), cancel);
    }
}
