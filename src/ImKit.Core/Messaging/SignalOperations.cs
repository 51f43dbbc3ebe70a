using ImKit.Sessions;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Clients signal what is not stored.</summary>
internal sealed class SignalOperations(ConversationsFactory factory) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All => [Of(Operations.Signal, SignalRequest.Parser, SignalAsync)];

    private static async ValueTask<WireOutcome> SignalAsync(Conversations conversations, UserId user, SignalRequest request, CancellationToken cancel)
    {
        if (!ConversationId.TryCreate(request.ConversationId, out var conversation))
            return WireOutcome.Refuse(RequestReader.BadConversation);
        var sent = await conversations.SignalAsync(user, conversation, request.Kind, request.Data.Memory, cancel).ConfigureAwait(false);
        return Answer(sent, Operations.SignalReply, static _ => new SignalReply());
    }
}
