using System.Collections.Concurrent;

namespace ImKit.Storage;

/// <summary>Contacts and blocks in memory. Answers synchronously.</summary>
internal sealed class InMemoryContactStore : IContactStore
{
    private readonly ConcurrentDictionary<(TenantId Tenant, UserId Owner), ConcurrentDictionary<UserId, Contact>> _rows = new();

    public ValueTask<IReadOnlyList<Contact?>> FindAsync(TenantId tenant, UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(others);
        var rows = _rows.GetValueOrDefault((tenant, owner));
        return new([.. others.Select(other => rows?.GetValueOrDefault(other))]);
    }

    public ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(TenantId tenant, IReadOnlyList<UserId> owners, UserId other, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(owners);
        return new([.. owners.Where(owner => _rows.GetValueOrDefault((tenant, owner))?.GetValueOrDefault(other) is { Blocked: true })]);
    }

    public ValueTask SetAsync(TenantId tenant, UserId owner, Contact contact, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(contact);
        if (!contact.IsEmpty)
            _rows.GetOrAdd((tenant, owner), static _ => new())[contact.User] = contact;
        else if (_rows.TryGetValue((tenant, owner), out var rows))
            rows.TryRemove(contact.User, out _);
        return default;
    }

    public ValueTask<IReadOnlyList<Contact>> ListAsync(TenantId tenant, UserId owner, UserId after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        var rows = _rows.GetValueOrDefault((tenant, owner))?.Values ?? [];
        return new([.. rows.Where(row => Utf8Order.Compare(row.User.Value, after.Value) > 0)
            .OrderBy(row => row.User.Value, Comparer<string>.Create(Utf8Order.Compare)).Take(limit)]);
    }
}
