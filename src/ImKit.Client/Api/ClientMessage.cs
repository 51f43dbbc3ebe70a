namespace ImKit.Client;

/// <summary>A message to send. Immutable.</summary>
public sealed record ClientMessage
{
    private ClientMessage(string? conversation, string? user, ClientBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Format == ClientBodyFormat.None)
            throw new ArgumentException("A message has a body.", nameof(body));
        ConversationId = conversation;
        ToUser = user;
        Body = body;
    }

    /// <summary>The conversation, or null if it is named by <see cref="ToUser"/>.</summary>
    public string? ConversationId { get; private init; }

    /// <summary>The other user of a direct conversation, which comes into being with its first message; or null.</summary>
    public string? ToUser { get; private init; }

    /// <summary>What it says.</summary>
    public ClientBody Body { get; private init; }

    /// <summary>The sender's own id, 1 to 64 bytes, unique in the conversation. Empty asks for a random one.</summary>
    public string ClientMsgId { get; init; } = "";

    /// <summary>A message to a conversation.</summary>
    public static ClientMessage To(string conversationId, ClientBody body)
    {
        ArgumentException.ThrowIfNullOrEmpty(conversationId);
        return new(conversationId, null, body);
    }

    /// <summary>A message to a user.</summary>
    public static ClientMessage ToPeer(string userId, ClientBody body)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        return new(null, userId, body);
    }
}

/// <summary>What became of a message of the outbox.</summary>
/// <param name="Message">The message.</param>
/// <param name="Ack">Its acknowledgement; null if it was refused for good.</param>
/// <param name="Error">The refusal; null if it was acknowledged.</param>
public sealed record SendOutcome(ClientMessage Message, ClientAck? Ack, ClientError? Error);
