using ImKit.Storage;

namespace ImKit;

public partial interface IConversations
{
    /// <summary>Changes what is a user's own in a conversation: mute, pin, hide, mark as unread, draft. Their other devices learn of it by the feed.</summary>
    /// <remarks>A hidden conversation is left out of the list until something countable comes. Reading takes the mark as unread back.
    /// <see cref="ImError.LimitExceeded"/> beyond <see cref="MessagingOptions.MaxPinned"/> pins.</remarks>
    /// <param name="user">A member.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="update">What changes.</param>
    /// <param name="cancel">Gives up waiting; a repeat is harmless.</param>
    ValueTask<Result<ConversationState>> UpdateAsync(
        UserId user, ConversationId conversation, MemberUpdate update, CancellationToken cancel = default);

    /// <summary>Clears a user's own view of a conversation: nothing up to a seq is shown to them any more. It stays for all others.</summary>
    /// <param name="user">A member.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="throughSeq">The last entry to clear; beyond the head means the head.</param>
    /// <param name="cancel">Gives up waiting; a repeat is harmless.</param>
    ValueTask<Result<ConversationState>> ClearAsync(
        UserId user, ConversationId conversation, long throughSeq = long.MaxValue, CancellationToken cancel = default);

    /// <summary>Removes entries for one user alone: they come as empty ones from now on (see <see cref="LogSlice"/>) and are not unread.</summary>
    /// <param name="user">A member.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="seqs">1 to 100 entries; one that is not in the log changes nothing.</param>
    /// <param name="cancel">Gives up waiting; a repeat is harmless.</param>
    ValueTask<Result<ConversationState>> RemoveForMeAsync(
        UserId user, ConversationId conversation, IReadOnlyList<long> seqs, CancellationToken cancel = default);

    /// <summary>The seqs that a user has removed for themself, ascending.</summary>
    /// <param name="user">A member.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="after">The last seq not wanted; 0 for all.</param>
    /// <param name="limit">1 to 1000.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<IReadOnlyList<long>>> RemovedAsync(
        UserId user, ConversationId conversation, long after = 0, int limit = StoreArguments.MaxKeys, CancellationToken cancel = default);

    /// <summary>How much is unread for a user in all, over the <see cref="MessagingOptions.BadgeConversations"/> conversations with the latest activity.</summary>
    ValueTask<Result<Badge>> BadgeAsync(UserId user, CancellationToken cancel = default);
}
