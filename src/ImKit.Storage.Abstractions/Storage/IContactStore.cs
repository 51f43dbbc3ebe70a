namespace ImKit.Storage;

/// <summary>What users keep about each other: contacts, names for them, blocks. Each row belongs to one user alone.</summary>
/// <remarks>
/// <para>Consistency: a read that starts after a write returned sees it. Isolation: a row of one tenant never answers for another. Threading: any
/// thread, any number at once. Misuse: an argument outside the range stated for it is an <see cref="ArgumentException"/>, and nothing was done.</para>
/// </remarks>
public interface IContactStore
{
    /// <summary>One user's rows about others, in one batched query.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">Whose rows.</param>
    /// <param name="others">1 to 1000 users.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One per user in the same order; null where there is no row.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<Contact?>> FindAsync(TenantId tenant, UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel);

    /// <summary>Which of some users have blocked one, in one batched query: asked at every first contact.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owners">1 to 1000 users.</param>
    /// <param name="other">Who may be blocked by them.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Those who have blocked, in the order asked.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(TenantId tenant, IReadOnlyList<UserId> owners, UserId other, CancellationToken cancel);

    /// <summary>Writes a row; one that says nothing is removed.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">Whose row.</param>
    /// <param name="contact">What it says from now on.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <exception cref="StorageException">The row may or may not be written.</exception>
    ValueTask SetAsync(TenantId tenant, UserId owner, Contact contact, CancellationToken cancel);

    /// <summary>Pages through one user's rows in ordinal order of the others' UTF-8 ids.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="owner">Whose rows.</param>
    /// <param name="after">The last user of the page before; the default value for the first page.</param>
    /// <param name="limit">1 to 1000 rows at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<Contact>> ListAsync(TenantId tenant, UserId owner, UserId after, int limit, CancellationToken cancel);
}

/// <summary>What one user keeps about another.</summary>
public sealed record Contact
{
    /// <summary>The other.</summary>
    public required UserId User { get; init; }

    /// <summary>Whether they are on the list of contacts.</summary>
    public bool Listed { get; init; }

    /// <summary>Whether nothing of them shall arrive.</summary>
    public bool Blocked { get; init; }

    /// <summary>The owner's own name for them, at most 256 characters; empty for none.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Whether the row says nothing.</summary>
    public bool IsEmpty => !Listed && !Blocked && Alias.Length == 0;
}
