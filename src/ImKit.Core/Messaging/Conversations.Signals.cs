namespace ImKit.Messaging;

internal sealed partial class Conversations
{
    public ValueTask<Result<PushReceipt>> SignalAsync(
        UserId from, ConversationId conversation, int kind, ReadOnlyMemory<byte> data = default, CancellationToken cancel = default)
    {
        if (from == default)
            return new(NoUser);
        var error = services.Signals.Check(tenant, from, kind, data.Length);
        return error.IsError
            ? new(error)
            : ReadAsync(from, conversation, token => services.Signals.SendAsync(Key(conversation), from, kind, data, token), cancel);
    }
}
