namespace ImKit.Storage;

/// <summary>Conversations and their members: read here, changed by <see cref="IMessageStore.AppendAsync"/>, save for read cursors.</summary>
/// <remarks>
/// <para>Consistency: a call that starts after an append returned sees everything of that append. Threading: any thread, any number
/// at once. Isolation: a key of one tenant never answers with a row of another. Misuse: an argument outside the range stated for it
/// is an <see cref="ArgumentException"/>, and nothing was done.</para>
/// </remarks>
public interface IConversationStore
{
    /// <summary>Reads heads in one batched query.</summary>
    /// <param name="conversations">1 to 1000 keys.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One per key in the same order; null where there is no such conversation.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<ConversationHead?>> GetHeadsAsync(IReadOnlyList<ConversationKey> conversations, CancellationToken cancel);

    /// <summary>One member's row, also of one who left (<see cref="MemberRole.None"/>).</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The row, or null if this user never was a member.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<Member?> FindMemberAsync(ConversationKey conversation, UserId user, CancellationToken cancel);

    /// <summary>Pages through present members in ordinal order of their UTF-8 ids.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="after">The last user of the page before; the default value for the first page.</param>
    /// <param name="limit">1 to 1000 rows at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Rows whose role is not <see cref="MemberRole.None"/>.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<Member>> ListMembersAsync(ConversationKey conversation, UserId after, int limit, CancellationToken cancel);

    /// <summary>One user's rows in many conversations, in one batched query.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="conversations">1 to 1000 conversations.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One per conversation in the same order; null where this user never was a member.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<Member?>> FindMembershipsAsync(
        TenantId tenant, UserId user, IReadOnlyList<ConversationId> conversations, CancellationToken cancel);

    /// <summary>Moves a user's read cursor forward: merges by maximum, clamps to the head. A seq below 1, or one already read, changes nothing.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="seq">The seq read up to; beyond the head means the head.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>The row after the call, or null if the user is not a present member.</returns>
    /// <exception cref="StorageException">The cursor may or may not have moved.</exception>
    ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel);
}
