using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Sends what a host has published as if it had called <see cref="IConversations.SendAsync"/>: the same rules, and the same id for a retry. Any thread.</summary>
internal sealed class PublishSender(ConversationsFactory conversations)
{
    public ValueTask<Result<SendAck>> SendAsync(PublishRow row)
    {
        if (!TenantId.TryCreate(row.Conversation.Tenant, out var tenant))
            return new(ImError.BadRequest("the tenant is no tenant id"));
        var draft = ToDraft(row);
        // Not cancelled: an unknown outcome would only be asked for again.
        return draft.Ok ? conversations.For(tenant).SendAsync(draft.Value, CancellationToken.None) : new(draft.Error);
    }

    // The database may hold what its function would have refused: anybody with the right to write may have written it.
    private static Result<MessageDraft> ToDraft(PublishRow row)
    {
        if (!UserId.TryCreate(row.Sender, out var sender))
            return ImError.BadRequest("the sender is no user id");
        if (!ClientMsgId.TryCreate(row.ClientMsgId, out var id))
            return ImError.BadRequest("the client message id is none");
        if (!ConversationId.TryCreate(row.Conversation.Id, out var conversation))
            return ImError.BadRequest("the conversation is no conversation id");
        UserId to = default;
        if (row.ToUser.Length > 0 && (!UserId.TryCreate(row.ToUser, out to) || ConversationId.Direct(sender, to) != conversation))
            return ImError.BadRequest("the user written to is no user id, or not of this conversation");
        var mentions = new UserId[row.Mentions.Count];
        for (var i = 0; i < mentions.Length; i++)
        {
            if (!UserId.TryCreate(row.Mentions[i], out mentions[i]))
                return ImError.BadRequest("a mentioned user is no user id");
        }

        return new MessageDraft
        {
            Sender = sender,
            ClientMsgId = id,
            Conversation = to == default ? conversation : default,
            ToUser = to,
            Kind = row.Kind,
            ReplyTo = row.ReplyTo,
            Mentions = mentions,
            MentionsAll = row.MentionsAll,
            Format = row.Format,
            Body = row.Body,
        };
    }
}
