namespace ImKit.Storage;

/// <summary>The durable log of conversations: the one source of order and of truth.</summary>
/// <remarks>
/// <para>Order: seqs of a conversation are dense, from 1, in commit order. Atomicity: an item's dedup key, entry, head, created
/// conversation, member rows and the sender's own last-sent place become visible together or not at all. Idempotency: an item whose
/// dedup key (tenant, conversation, sender, client message id) was committed before, or earlier in the same batch, returns that
/// commit's numbers with <see cref="AppendStatus.Duplicate"/>; another payload hash under the key is
/// <see cref="AppendStatus.Conflict"/>. The dedup key is looked at first, then whether the conversation exists, whether it is
/// dissolved, the sender's membership, whether they may speak, the target: a duplicate stays a duplicate when the sender has left since.</para>
/// <para>Targets: an entry whose kind <see cref="EntryRules.ChangesTarget">changes a target</see> does so in its own commit. An edit replaces
/// the target's body and format and raises its version, which the edit's own entry carries too. A recall takes away the bodies of the
/// target and of all its edits, its reactions and its mentions; numbers and ordinals stay. A reaction is one row per target, sender
/// and key.</para>
/// <para>Durability: once <see cref="AppendAsync"/> has returned, a committed item survives what the provider's documentation promises
/// (a power cut, for a durable one).</para>
/// <para>Threading: called from several lanes at once. Core calls it once at a time for one conversation on one node, but other nodes may
/// append to it at the same time, and a call that was given up may still be under way: a provider must not rely on it. Failure: a
/// <see cref="StorageException"/> means that the outcome of every item is unknown. Misuse: an argument outside the range stated
/// for it is an <see cref="ArgumentException"/>, and nothing was done.</para>
/// </remarks>
public interface IMessageStore
{
    /// <summary>Appends a batch in one transaction.</summary>
    /// <param name="batch">1 to 128 items, any conversations, duplicates allowed; taken in order.</param>
    /// <param name="cancel">Gives up waiting; the outcome is then unknown.</param>
    /// <returns>One outcome per item, in the batch's order. A refused item does not affect the others.</returns>
    /// <exception cref="StorageException">Nothing is known of any item.</exception>
    ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AppendRequest> batch, CancellationToken cancel);

    /// <summary>Reads entries forward: those with seq from <paramref name="fromSeq"/> on, ascending.</summary>
    /// <param name="conversation">The log.</param>
    /// <param name="fromSeq">The first seq wanted, 1 or more; lower values mean 1.</param>
    /// <param name="limit">1 to 1000 entries at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Consecutive entries; empty if there are none or the conversation is unknown. One indexed range read.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<LogEntry>> ReadForwardAsync(ConversationKey conversation, long fromSeq, int limit, CancellationToken cancel);

    /// <summary>Reads entries backward: those with seq below <paramref name="beforeSeq"/>, descending.</summary>
    /// <param name="conversation">The log.</param>
    /// <param name="beforeSeq">The first seq not wanted; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">1 to 1000 entries at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Consecutive entries; empty if there are none or the conversation is unknown. One indexed range read.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<LogEntry>> ReadBackwardAsync(ConversationKey conversation, long beforeSeq, int limit, CancellationToken cancel);

    /// <summary>What was said to entries by reactions.</summary>
    /// <param name="conversation">The log.</param>
    /// <param name="reader">Whose own reactions are told.</param>
    /// <param name="seqs">1 to 1000 entries.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One per entry and key that has any, ascending by seq, then by the ordinal order of the key.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<ReactionCount>> ReadReactionsAsync(
        ConversationKey conversation, UserId reader, IReadOnlyList<long> seqs, CancellationToken cancel);

    /// <summary>Removes the beginning of a log: entries up to a seq, with what hangs on them (reactions, mentions, removals). Dedup keys stay
    /// (<see cref="PruneAsync"/>). Merges by maximum, clamps to what is dispatched; the head keeps the place and id of the last entry removed.</summary>
    /// <param name="conversation">The log.</param>
    /// <param name="throughSeq">The last entry to remove.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>The head after it, or null if there is no such conversation.</returns>
    /// <exception cref="StorageException">The entries may or may not be removed.</exception>
    ValueTask<ConversationHead?> TrimAsync(ConversationKey conversation, long throughSeq, CancellationToken cancel);

    /// <summary>Forgets dedup keys of trimmed entries. A key that is forgotten lets the same be sent again: keep them for 7 days at least.</summary>
    /// <param name="before">Keys of entries whose time (Unix milliseconds) is below this.</param>
    /// <param name="limit">1 to 1000 keys at most.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>How many were forgotten; below the limit there are no more.</returns>
    /// <exception cref="StorageException">The keys may or may not be forgotten.</exception>
    ValueTask<int> PruneAsync(long before, int limit, CancellationToken cancel);

    /// <summary>Conversations of a section whose after-commit work is not recorded as done: what a node that takes the section over has to do, and what
    /// it looks for every few seconds. One indexed range read, whose cost is that of what it answers.</summary>
    /// <param name="section">The section: 0 to <see cref="Sections.Count"/> - 1, by <see cref="Sections.OfConversation"/>.</param>
    /// <param name="after">Where the last page ended; the default value for the first page. Order: tenant, then id, ordinal.</param>
    /// <param name="limit">1 to 1000 heads at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Heads with <see cref="ConversationHead.DispatchedSeq"/> below the last seq.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<ConversationHead>> ReadUndispatchedAsync(int section, ConversationKey after, int limit, CancellationToken cancel);

    /// <summary>Records that after-commit work is done. Merges by maximum, clamps to the head, ignores unknown conversations. Each mark is fenced: its term
    /// is compared with that of its conversation's section of kind <see cref="SectionKind.Dispatch"/> in the transaction that records it.</summary>
    /// <param name="marks">Up to 1000 conversations, of any sections, and the seq up to which the work is done.</param>
    /// <param name="cancel">Gives up; the marks may or may not be recorded, and recording them again is harmless.</param>
    /// <returns><see cref="FencedStatus.Refused"/> if the term of any mark is another: those were passed over, the others are recorded.</returns>
    /// <exception cref="StorageException">The marks may or may not be recorded.</exception>
    ValueTask<FencedStatus> MarkDispatchedAsync(IReadOnlyList<DispatchMark> marks, CancellationToken cancel);
}

/// <summary>After-commit work of a conversation is done up to here.</summary>
/// <param name="Conversation">The log.</param>
/// <param name="Seq">Up to and including this entry.</param>
/// <param name="Term">The term of the conversation's section under which it was done.</param>
public readonly record struct DispatchMark(ConversationKey Conversation, long Seq, long Term);

/// <summary>How often an entry got one reaction.</summary>
/// <param name="Seq">The entry.</param>
/// <param name="Key">The reaction, such as an emoji.</param>
/// <param name="Count">How many users.</param>
/// <param name="Mine">Whether the reader is one of them.</param>
public readonly record struct ReactionCount(long Seq, string Key, int Count, bool Mine);
