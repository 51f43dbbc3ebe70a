using System.Diagnostics.CodeAnalysis;
using System.Text;
using ImKit.Storage;
using ImKit.Wire;

namespace ImKit.Messaging;

/// <summary>Reads what clients ask for into the API's terms. Pure; any thread.</summary>
internal static class RequestReader
{
    public static Result<MessageDraft> Draft(UserId sender, SendRequest request)
    {
        ConversationId conversation = default;
        UserId to = default;
        if (request.ConversationId.Length > 0 && !ConversationId.TryCreate(request.ConversationId, out conversation))
            return BadConversation;
        if (request.ToUser.Length > 0 && !UserId.TryCreate(request.ToUser, out to))
            return BadUser;
        if (!ClientMsgId.TryCreate(request.ClientMsgId, out var id))
            return BadRequestId;
        if (!TryUsers(request.Mentions, out var mentions))
            return BadUser;
        var (format, body) = Body(request);
        return new MessageDraft
        {
            Sender = sender,
            ClientMsgId = id,
            Conversation = conversation,
            ToUser = to,
            Kind = request.Kind == Wire.EntryKind.Unspecified ? Storage.EntryKind.Message : (Storage.EntryKind)request.Kind,
            ReplyTo = request.ReplyTo,
            Mentions = mentions,
            MentionsAll = request.MentionsAll,
            Format = format,
            Body = body,
        };
    }

    public static Result<MessageEdit> Edit(UserId actor, EditRequest request)
    {
        var error = Change(request.ConversationId, request.ClientMsgId, out var conversation, out var id);
        if (error.IsError)
            return error;
        var (format, body) = Body(request);
        return new MessageEdit
        {
            Actor = actor,
            ClientMsgId = id,
            Conversation = conversation,
            Seq = request.Seq,
            Version = request.Version,
            Format = format,
            Body = body,
        };
    }

    /// <summary>What every request to change a conversation names.</summary>
    public static ImError Change(string conversationId, string clientMsgId, out ConversationId conversation, out ClientMsgId id)
    {
        id = default;
        if (!ConversationId.TryCreate(conversationId, out conversation))
            return BadConversation;
        return ClientMsgId.TryCreate(clientMsgId, out id) ? default : BadRequestId;
    }

    public static bool TryUsers(IReadOnlyList<string> texts, [NotNullWhen(true)] out UserId[]? users)
    {
        users = new UserId[texts.Count];
        for (var i = 0; i < users.Length; i++)
        {
            if (!UserId.TryCreate(texts[i], out users[i]))
            {
                users = null;
                return false;
            }
        }

        return true;
    }

    public static ImError BadConversation => ImError.BadRequest("the conversation id breaks the rules");

    public static ImError BadUser => ImError.BadRequest("a user id breaks the rules");

    public static ImError BadRequestId => ImError.BadRequest("the client message id breaks the rules");

    private static (BodyFormat Format, ReadOnlyMemory<byte> Body) Body(SendRequest request) => request.BodyCase switch
    {
        SendRequest.BodyOneofCase.Text => (BodyFormat.Text, Encoding.UTF8.GetBytes(request.Text)),
        SendRequest.BodyOneofCase.Json => (BodyFormat.Json, Encoding.UTF8.GetBytes(request.Json)),
        SendRequest.BodyOneofCase.Data => (BodyFormat.Binary, request.Data.Memory),
        _ => default,
    };

    private static (BodyFormat Format, ReadOnlyMemory<byte> Body) Body(EditRequest request) => request.BodyCase switch
    {
        EditRequest.BodyOneofCase.Text => (BodyFormat.Text, Encoding.UTF8.GetBytes(request.Text)),
        EditRequest.BodyOneofCase.Json => (BodyFormat.Json, Encoding.UTF8.GetBytes(request.Json)),
        EditRequest.BodyOneofCase.Data => (BodyFormat.Binary, request.Data.Memory),
        _ => default,
    };
}
