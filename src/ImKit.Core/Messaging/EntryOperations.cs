using Google.Protobuf;
using ImKit.Protocol;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Clients send, edit, recall and react.</summary>
internal sealed class EntryOperations(ConversationsFactory factory) : OperationGroup(factory)
{
    public override IEnumerable<KeyValuePair<int, WireOperation>> All =>
    [
        Of(Operations.Send, SendRequest.Parser, SendAsync),
        Of(Operations.Edit, EditRequest.Parser, EditAsync),
        Of(Operations.Recall, RecallRequest.Parser, RecallAsync),
        Of(Operations.React, ReactRequest.Parser, ReactAsync),
    ];

    private static ValueTask<WireOutcome> SendAsync(Conversations conversations, UserId user, SendRequest request, CancellationToken cancel)
    {
        var draft = RequestReader.Draft(user, request);
        if (draft.Ok && !conversations.IsForClients(draft.Value.Kind))
            draft = ImError.BadRequest("clients do not send entries of this kind");
        return new(draft.Ok
            ? Later(conversations.SendOwnedAsync(draft.Value, CancellationToken.None), Operations.SendReply)
            : WireOutcome.Refuse(draft.Error));
    }

    private static ValueTask<WireOutcome> EditAsync(Conversations conversations, UserId user, EditRequest request, CancellationToken cancel)
    {
        var edit = RequestReader.Edit(user, request);
        return new(edit.Ok
            ? Later(conversations.EditOwnedAsync(edit.Value, CancellationToken.None), Operations.EditReply)
            : WireOutcome.Refuse(edit.Error));
    }

    private static ValueTask<WireOutcome> RecallAsync(Conversations conversations, UserId user, RecallRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        return new(error.IsError
            ? WireOutcome.Refuse(error)
            : Later(conversations.RecallAsync(user, id, conversation, request.Seq, CancellationToken.None), Operations.RecallReply));
    }

    private static ValueTask<WireOutcome> ReactAsync(Conversations conversations, UserId user, ReactRequest request, CancellationToken cancel)
    {
        var error = RequestReader.Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        return new(error.IsError
            ? WireOutcome.Refuse(error)
            : Later(
                conversations.ReactAsync(user, id, conversation, request.Seq, request.Key, request.Remove, CancellationToken.None),
                Operations.ReactReply));
    }
}
