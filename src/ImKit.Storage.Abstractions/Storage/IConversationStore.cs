namespace ImKit.Storage;

/// <summary>Conversations and their members: read here, changed by <see cref="IMessageStore.AppendAsync"/>, save for what is a user's own (cursors,
/// settings, what they removed for themself).</summary>
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
    /// <returns>Rows of present members (<see cref="EntryRules.IsPresent"/>).</returns>
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

    /// <summary>Moves a user's read cursor forward: merges by maximum, clamps to the head. A seq below 1, or one already read, moves nothing.
    /// In any case <see cref="Member.MarkedUnread"/> is taken back.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="seq">The seq read up to; beyond the head means the head.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>The row after the call, or null if the user is not a present member.</returns>
    /// <exception cref="StorageException">The cursor may or may not have moved.</exception>
    ValueTask<Member?> MarkReadAsync(ConversationKey conversation, UserId user, long seq, CancellationToken cancel);

    /// <summary>Changes what is a user's own in their row.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="update">What changes.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>The row after the call, or null if the user is not a present member.</returns>
    /// <exception cref="StorageException">The row may or may not have changed.</exception>
    ValueTask<Member?> UpdateMemberAsync(ConversationKey conversation, UserId user, MemberUpdate update, CancellationToken cancel);

    /// <summary>Removes entries for one user alone. Seqs that are not in the log, and those removed before, change nothing.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="seqs">1 to 1000 seqs.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>The user's row, or null if the user is not a present member: then nothing was done.</returns>
    /// <exception cref="StorageException">The entries may or may not be removed.</exception>
    ValueTask<Member?> RemoveEntriesAsync(ConversationKey conversation, UserId user, IReadOnlyList<long> seqs, CancellationToken cancel);

    /// <summary>The seqs a user has removed for themself, ascending.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="user">The user.</param>
    /// <param name="afterSeq">The last seq not wanted; 0 for all.</param>
    /// <param name="limit">1 to 1000 at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<long>> ReadRemovedAsync(ConversationKey conversation, UserId user, long afterSeq, int limit, CancellationToken cancel);

    /// <summary>Counts the countable entries in ranges that are recalled, or removed by the user; each once. One batched query over indexes that
    /// hold nothing else: the cost is that of what was removed, whatever the size of the conversation.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="ranges">1 to 1000 ranges.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One number per range in the same order; 0 where the conversation is unknown.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<long>> CountRemovedAsync(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel);

    /// <summary>Counts the countable entries in ranges that mention a user by name and are not recalled. One batched query over rows that only
    /// the mentioned have.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="ranges">1 to 1000 ranges.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One per range in the same order.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<MentionCount>> CountMentionsAsync(TenantId tenant, UserId user, IReadOnlyList<OrdinalRange> ranges, CancellationToken cancel);

    /// <summary>The conversations a user has pinned and is a present member of, in ordinal order of their ids.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="limit">1 to 1000 at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<ConversationId>> ListPinnedAsync(TenantId tenant, UserId user, int limit, CancellationToken cancel);

    /// <summary>All conversations, a page at a time: for work that goes through a whole store in the background.</summary>
    /// <param name="after">Where the last page ended; the default value for the first page. Order: tenant, then id, ordinal.</param>
    /// <param name="limit">1 to 1000 heads at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<ConversationHead>> ListConversationsAsync(ConversationKey after, int limit, CancellationToken cancel);
}
