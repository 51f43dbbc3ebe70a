namespace ImKit;

/// <summary>The host's own users. Optional: with one registered, nobody writes to, or adds to a group, a user whom it does not know
/// (<see cref="ImError.UnknownUser"/>); without one every id is a user.</summary>
/// <remarks>Threading and failure as with <see cref="IMessagePolicy"/>. A user once found is remembered for 5 minutes.</remarks>
public interface IUserDirectory
{
    /// <summary>Looks users up.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="users">1 to 1000 users.</param>
    /// <param name="cancel">The time is over.</param>
    /// <returns>One per user in the same order; null for one that does not exist.</returns>
    ValueTask<IReadOnlyList<UserProfile?>> FindAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel);
}

/// <summary>What the host says of a user.</summary>
/// <param name="User">Who.</param>
/// <param name="Name">The name to show, for example in an offline push; empty if there is none.</param>
public sealed record UserProfile(UserId User, string Name);
