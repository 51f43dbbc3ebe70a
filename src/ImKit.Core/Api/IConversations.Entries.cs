namespace ImKit;

public partial interface IConversations
{
    /// <summary>Replaces the body of a message: compare and set on its version. Everybody gets an entry that says so, and later readers the new body.</summary>
    /// <remarks><see cref="ImError.VersionMismatch"/> if the message has another version by now, <see cref="ImError.EntryNotFound"/> if there is no
    /// such message or it is recalled. <see cref="IMessagePolicy"/> decides who may edit what, by default the sender for 15 minutes.</remarks>
    /// <param name="edit">The new body, and what it replaces.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> EditAsync(MessageEdit edit, CancellationToken cancel = default);

    /// <summary>Takes a message back: its body, its edits, reactions and mentions are gone, and it is no longer unread.</summary>
    /// <remarks><see cref="ImError.EntryNotFound"/> if there is no such message, <see cref="ImError.Unchanged"/> if another request recalled it. <see cref="IMessagePolicy"/> decides, by
    /// default the sender for 2 minutes, and owners and admins of a group always.</remarks>
    /// <param name="actor">Who takes it back.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="seq">The message.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> RecallAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, long seq, CancellationToken cancel = default);

    /// <summary>Reacts to a message, or takes a reaction back. A reaction marks nothing as read and counts for nobody.</summary>
    /// <remarks><see cref="ImError.Unchanged"/> if it is there already (or is not). <see cref="ImError.LimitExceeded"/> beyond
    /// <see cref="MessagingOptions.MaxReactionKeys"/> different ones; two that come at the same moment may exceed it by one.</remarks>
    /// <param name="actor">Who reacts.</param>
    /// <param name="request">The actor's own id of this request.</param>
    /// <param name="conversation">Where.</param>
    /// <param name="seq">The message.</param>
    /// <param name="key">Such as an emoji: UTF-8, 1 to 64 bytes, no control characters.</param>
    /// <param name="remove">Takes it back.</param>
    /// <param name="cancel">Gives up waiting.</param>
    ValueTask<Result<SendAck>> ReactAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, long seq, string key, bool remove = false, CancellationToken cancel = default);
}
