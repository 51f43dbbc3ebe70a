using ImKit.Storage;

namespace ImKit;

/// <summary>Conversations of one tenant: the same rules for the host's code and for clients over the wire. Any thread.</summary>
/// <remarks>
/// <para>A send that returned a value is committed to the store as durably as the store promises; the same send again (same sender, conversation
/// and client message id) returns the first ack with <see cref="SendAck.Duplicate"/>. <see cref="ImError.Unavailable"/> means that the outcome is
/// unknown; sending again with the same id is safe. Methods that take an acting user check that user's rights.</para>
/// </remarks>
public partial interface IConversations
{
    /// <summary>Sends to a conversation, or to a user (the direct conversation, created by its first message).</summary>
    ValueTask<Result<SendAck>> SendAsync(MessageDraft draft, CancellationToken cancel = default);

    /// <summary>What follows a position: for a client that fills a gap or comes back.</summary>
    /// <param name="reader">A member.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="position">What the client has. <see cref="ImError.Reset"/> if the log does not contain exactly that.</param>
    /// <param name="limit">1 to 200 entries.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<LogSlice>> PullAsync(
        UserId reader, ConversationId conversation, LogPosition position, int limit = 50, CancellationToken cancel = default);

    /// <summary>What came before a seq, newest last: for scrolling up. Ends at the reader's floor.</summary>
    /// <param name="reader">A member.</param>
    /// <param name="conversation">The conversation.</param>
    /// <param name="beforeSeq">The first seq not wanted; <see cref="long.MaxValue"/> for the newest page.</param>
    /// <param name="limit">1 to 200 entries.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<LogSlice>> HistoryAsync(
        UserId reader, ConversationId conversation, long beforeSeq = long.MaxValue, int limit = 50, CancellationToken cancel = default);

    /// <summary>Moves the reader's cursor forward (never back, never beyond the head).</summary>
    ValueTask<Result<ConversationState>> MarkReadAsync(UserId reader, ConversationId conversation, long seq, CancellationToken cancel = default);

    /// <summary>The reader's conversations, latest activity first, with unread counts and last entries.</summary>
    /// <param name="reader">The user.</param>
    /// <param name="before">Where the page before ended (<see cref="RecentPage.Next"/>); <see cref="long.MaxValue"/> for the first page.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<RecentPage>> RecentAsync(UserId reader, long before = long.MaxValue, int limit = 50, CancellationToken cancel = default);

    /// <summary>What changed for a user since a feed version.</summary>
    /// <param name="reader">The user.</param>
    /// <param name="since">The last version known; 0 for all.</param>
    /// <param name="limit">1 to 200.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SyncPage>> SyncAsync(UserId reader, long since, int limit = 100, CancellationToken cancel = default);
}
