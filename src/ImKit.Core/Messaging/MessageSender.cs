using ImKit.Storage;
using Microsoft.Extensions.Options;

namespace ImKit.Messaging;

/// <summary>Turns drafts into entries: checks them, opens direct conversations with their first message. Any thread.</summary>
internal sealed class MessageSender(SendPipeline pipeline, MessageIds ids, TimeProvider time, IOptions<ImKitOptions> options)
{
    private readonly int _maxBody = options.Value.Messaging.MaxBodyBytes;

    /// <summary>Sends. Enters the lane before it returns.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="draft">Whose body does not change any more.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public ValueTask<Result<SendAck>> SendAsync(TenantId tenant, MessageDraft draft, CancellationToken cancel)
    {
        var error = Check(draft);
        return error.IsError ? new(error) : pipeline.SubmitAsync(ToRequest(tenant, draft), cancel);
    }

    private ImError Check(MessageDraft draft)
    {
        if (draft.Sender == default)
            return ImError.BadRequest("the sender is missing");
        if (draft.ClientMsgId == default)
            return ImError.BadRequest("the client message id is missing");
        if ((draft.Conversation == default) == (draft.ToUser == default))
            return ImError.BadRequest("name either a conversation or a user");
        if (draft.ToUser == default && draft.Conversation.Kind is not (ConversationKind.Direct or ConversationKind.Group))
            return ImError.BadRequest("messages go to direct and group conversations");
        return BodyRules.Check(draft.Format, draft.Body.Span, _maxBody);
    }

    private AppendRequest ToRequest(TenantId tenant, MessageDraft draft)
    {
        var request = new AppendRequest
        {
            Conversation = new ConversationKey(tenant, draft.Conversation),
            Id = ids.Next(),
            Sender = draft.Sender,
            ClientMsgId = draft.ClientMsgId,
            PayloadHash = RequestHash.OfMessage(EntryKind.Message, draft.Format, draft.Body.Span),
            Kind = EntryKind.Message,
            Countable = true,
            Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
            Format = draft.Format,
            Body = draft.Body,
            SenderMustBeMember = true,
        };
        return draft.ToUser == default ? request : ToDirect(request, draft.ToUser);
    }

    /// <summary>Every message to a user may be the first: the store creates the conversation if it is missing, and leaves it as it is if not.</summary>
    private AppendRequest ToDirect(AppendRequest request, UserId to) => request with
    {
        Conversation = request.Conversation with { Id = ConversationId.Direct(request.Sender, to) },
        Create = new ConversationSettings { Epoch = ids.NextEpoch() },
        Members = to == request.Sender
            ? [new MemberChange(to, MemberRole.Member)]
            : [new MemberChange(request.Sender, MemberRole.Member), new MemberChange(to, MemberRole.Member)],
    };
}
