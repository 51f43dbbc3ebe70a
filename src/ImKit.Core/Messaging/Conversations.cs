using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One tenant's conversations: the same rules for the host and for clients. Any thread.</summary>
internal sealed partial class Conversations(TenantId tenant, MessagingServices services) : IConversations
{
    public ValueTask<Result<SendAck>> SendAsync(MessageDraft draft, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        // The log keeps the body; the host may use its buffer again.
        return services.Sender.SendAsync(tenant, draft with { Body = draft.Body.ToArray() }, cancel);
    }

    /// <summary>As <see cref="SendAsync"/>, for a body that does not change any more. Enters the lane before it returns.</summary>
    public ValueTask<Result<SendAck>> SendOwnedAsync(MessageDraft draft, CancellationToken cancel) => services.Sender.SendAsync(tenant, draft, cancel);

    public ValueTask<Result<LogSlice>> PullAsync(
        UserId reader, ConversationId conversation, LogPosition position, int limit = 50, CancellationToken cancel = default) =>
        ReadAsync(reader, conversation, token => services.Log.PullAsync(Key(conversation), reader, position, limit, token), cancel);

    public ValueTask<Result<LogSlice>> HistoryAsync(
        UserId reader, ConversationId conversation, long beforeSeq = long.MaxValue, int limit = 50, CancellationToken cancel = default) =>
        ReadAsync(reader, conversation, token => services.Log.HistoryAsync(Key(conversation), reader, beforeSeq, limit, token), cancel);

    public ValueTask<Result<ConversationState>> MarkReadAsync(
        UserId reader, ConversationId conversation, long seq, CancellationToken cancel = default) =>
        services.Hooks.Read.IsIdle || reader == default || conversation == default || seq < 0
            ? MarkAsync(reader, conversation, seq, cancel)
            : MarkHookedAsync(reader, conversation, seq, cancel);

    public ValueTask<Result<RecentPage>> RecentAsync(
        UserId reader, long before = long.MaxValue, int limit = 50, CancellationToken cancel = default) =>
        reader == default ? new(NoUser) : services.Calls.TryAsync(token => services.Lists.RecentAsync(tenant, reader, before, limit, token), cancel);

    public ValueTask<Result<SyncPage>> SyncAsync(UserId reader, long since, int limit = 100, CancellationToken cancel = default) =>
        reader == default ? new(NoUser) : services.Calls.TryAsync(token => services.Lists.SyncAsync(tenant, reader, since, limit, token), cancel);

    /// <summary>Whether clients may send entries of a kind.</summary>
    public bool IsForClients(Storage.EntryKind kind) => services.Sender.IsForClients(kind);

    private static ImError NoUser => ImError.BadRequest("a user id is missing");

    private ConversationKey Key(ConversationId conversation) => new(tenant, conversation);

    // A method of its own: what the closure holds is allocated where a method begins, and most hosts have no hook.
    private ValueTask<Result<ConversationState>> MarkHookedAsync(UserId reader, ConversationId conversation, long seq, CancellationToken cancel) =>
        services.Hooks.Read.RunAsync(
            new ReadStep { Tenant = tenant, User = reader, Conversation = conversation, Seq = seq }, () => MarkAsync(reader, conversation, seq, cancel));

    private ValueTask<Result<ConversationState>> MarkAsync(UserId reader, ConversationId conversation, long seq, CancellationToken cancel) =>
        ReadAsync(reader, conversation, token => services.Cursors.MarkReadAsync(Key(conversation), reader, seq, token), cancel);

    private ValueTask<Result<T>> ReadAsync<T>(
        UserId reader, ConversationId conversation, Func<CancellationToken, ValueTask<Result<T>>> read, CancellationToken cancel)
    {
        if (reader == default)
            return new(NoUser);
        return conversation == default ? new(ImError.BadRequest("the conversation is missing")) : services.Calls.TryAsync(read, cancel);
    }
}
