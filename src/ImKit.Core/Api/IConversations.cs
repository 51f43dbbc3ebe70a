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

    /// <summary>Creates a group. The id follows from creator and request id, so a retry returns the same group.</summary>
    /// <param name="creator">Becomes its owner.</param>
    /// <param name="request">The creator's own id of this request.</param>
    /// <param name="title">1 to 256 characters.</param>
    /// <param name="members">Further members, at most 499.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> CreateGroupAsync(
        UserId creator, ClientMsgId request, string title, IReadOnlyList<UserId> members, CancellationToken cancel = default);

    /// <summary>Adds members to a group; those who are members already stay as they are.</summary>
    /// <param name="actor">An owner or admin of the group.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> AddMembersAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, CancellationToken cancel = default);

    /// <summary>Removes members from a group. Everyone may remove themself (leave).</summary>
    /// <param name="actor">An owner or admin of the group, or the one who leaves.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">A group.</param>
    /// <param name="users">1 to 100 users.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> RemoveMembersAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, IReadOnlyList<UserId> users, CancellationToken cancel = default);

    /// <summary>Present members, a page at a time.</summary>
    ValueTask<Result<IReadOnlyList<Member>>> MembersAsync(
        UserId reader, ConversationId conversation, UserId after = default, int limit = 100, CancellationToken cancel = default);

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
