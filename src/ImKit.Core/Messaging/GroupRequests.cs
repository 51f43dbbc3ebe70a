using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Makes the entries by which groups change. Any thread.</summary>
internal sealed class GroupRequests(MessageIds ids, TimeProvider time)
{
    public AppendRequest Make(ConversationKey group, UserId actor, ClientMsgId request, EntryKind kind, byte[] hash, byte[] body) => new()
    {
        Conversation = group,
        Id = ids.Next(),
        Sender = actor,
        ClientMsgId = request,
        PayloadHash = hash,
        Kind = kind,
        Countable = false,
        Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Format = BodyFormat.Json,
        Body = body,
        SenderMustBeMember = true,
    };
}
