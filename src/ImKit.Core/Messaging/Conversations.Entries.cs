namespace ImKit.Messaging;

internal sealed partial class Conversations
{
    public ValueTask<Result<SendAck>> EditAsync(MessageEdit edit, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return services.Changes.EditAsync(tenant, edit with { Body = edit.Body.ToArray() }, cancel);
    }

    /// <summary>As <see cref="EditAsync"/>, for a body that does not change any more.</summary>
    public ValueTask<Result<SendAck>> EditOwnedAsync(MessageEdit edit, CancellationToken cancel) => services.Changes.EditAsync(tenant, edit, cancel);

    public ValueTask<Result<SendAck>> RecallAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, long seq, CancellationToken cancel = default) =>
        services.Changes.RecallAsync(tenant, actor, request, conversation, seq, cancel);

    public ValueTask<Result<SendAck>> ReactAsync(
        UserId actor, ClientMsgId request, ConversationId conversation, long seq, string key, bool remove = false, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return services.Changes.ReactAsync(tenant, actor, request, conversation, seq, key, remove, cancel);
    }
}
