using System.Text;

namespace ThirdParty.Store;

public sealed partial class JournalStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Contact?>> FindAsync(TenantId tenant, UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(others);
        return new(Read<Contact?[]>(state => [.. others.Select(other => state.Contacts.GetValueOrDefault((tenant, owner, other)))]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(TenantId tenant, IReadOnlyList<UserId> owners, UserId other, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(owners);
        return new(Read<UserId[]>(state =>
            [.. owners.Where(owner => state.Contacts.GetValueOrDefault((tenant, owner, other)) is { Blocked: true })]));
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(TenantId tenant, UserId owner, Contact contact, CancellationToken cancel)
    {
        Change<object?>(new JournalLine
        {
            Contact = new JournalContact(tenant.Value, owner.Value, contact.User.Value, contact.Listed, contact.Blocked, contact.Alias),
        });
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Contact>> ListAsync(TenantId tenant, UserId owner, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<Contact[]>(state =>
        [
            .. state.Contacts.Where(pair => pair.Key.Tenant == tenant && pair.Key.Owner == owner).Select(pair => pair.Value)
                .Where(contact => CompareUtf8(contact.User, after) > 0)
                .Order(Comparer<Contact>.Create((one, other) => CompareUtf8(one.User, other.User))).Take(limit),
        ]));
    }

    private static int CompareUtf8(UserId one, UserId other) =>
        Encoding.UTF8.GetBytes(one.Value).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Value));
}
