using ImKit.Storage;

namespace ImKit;

/// <summary>What users of one tenant keep about each other: contacts, names for them, blocks. Any thread.</summary>
/// <remarks>
/// <para>Each row belongs to one user alone; a host that wants both sides to agree writes both. A change reaches the owner's other devices by the feed
/// (<see cref="SyncPage.ContactsChanged"/>).</para>
/// <para>Who is blocked by a user does not write to them, nor edit and react in their direct conversation, nor add them to a group
/// (<see cref="ImError.Blocked"/>). Groups that both are in already are not touched. On this node a block holds from the moment it is set, on others
/// after <see cref="MessagingOptions.BlockCacheTime"/> at the latest.</para>
/// </remarks>
public interface IContacts
{
    /// <summary>Writes a row; one that says nothing is removed.</summary>
    /// <param name="owner">Whose row.</param>
    /// <param name="contact">What it says from now on; a name of at most 256 characters.</param>
    /// <param name="cancel">Gives up waiting; a repeat is harmless.</param>
    ValueTask<Result<Contact>> SetAsync(UserId owner, Contact contact, CancellationToken cancel = default);

    /// <summary>One user's rows about others.</summary>
    /// <param name="owner">Whose rows.</param>
    /// <param name="others">1 to 1000 users.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <returns>One per user in the same order; null where there is no row.</returns>
    ValueTask<Result<IReadOnlyList<Contact?>>> FindAsync(UserId owner, IReadOnlyList<UserId> others, CancellationToken cancel = default);

    /// <summary>One user's rows, a page at a time, in ordinal order of the others' ids.</summary>
    /// <param name="owner">Whose rows.</param>
    /// <param name="after">The last user of the page before; the default value for the first page.</param>
    /// <param name="limit">1 to 1000.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<IReadOnlyList<Contact>>> ListAsync(UserId owner, UserId after = default, int limit = 100, CancellationToken cancel = default);
}
