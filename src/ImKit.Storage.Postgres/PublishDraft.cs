using System.Text;

namespace ImKit.Storage.Postgres;

/// <summary>A message that is sent once the host's own transaction is committed. Name either <see cref="Conversation"/> or <see cref="ToUser"/>.</summary>
public sealed record PublishDraft
{
    /// <summary>The tenant; the default one if not set.</summary>
    public TenantId Tenant { get; init; }

    /// <summary>Who sends. What this user may not do is refused after the commit.</summary>
    public required UserId Sender { get; init; }

    /// <summary>The sender's own id, chosen by the host: the same again, in the same conversation, is not sent twice.</summary>
    public required ClientMsgId ClientMsgId { get; init; }

    /// <summary>Where to: a direct or a group conversation.</summary>
    public ConversationId Conversation { get; init; }

    /// <summary>The other side of a direct conversation, which is made by its first message.</summary>
    public UserId ToUser { get; init; }

    /// <summary>What it is: <see cref="EntryKind.Message"/>, or one of the host's own kinds.</summary>
    public EntryKind Kind { get; init; } = EntryKind.Message;

    /// <summary>The seq of the entry that this one answers; 0 for none.</summary>
    public long ReplyTo { get; init; }

    /// <summary>Users mentioned by name, at most 100.</summary>
    public IReadOnlyList<UserId> Mentions { get; init; } = [];

    /// <summary>Whether everybody is mentioned.</summary>
    public bool MentionsAll { get; init; }

    /// <summary>How to read the body.</summary>
    public BodyFormat Format { get; init; } = BodyFormat.Text;

    /// <summary>The body: 1 byte to 1 MiB, and no more than the nodes are set to take (16 KiB by default).</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>A text message to a conversation.</summary>
    /// <param name="sender">Who sends.</param>
    /// <param name="id">The sender's own id.</param>
    /// <param name="conversation">Where to.</param>
    /// <param name="text">What.</param>
    public static PublishDraft Text(UserId sender, ClientMsgId id, ConversationId conversation, string text) =>
        new() { Sender = sender, ClientMsgId = id, Conversation = conversation, Body = Encoding.UTF8.GetBytes(text) };

    /// <summary>A text message to a user.</summary>
    /// <param name="sender">Who sends.</param>
    /// <param name="id">The sender's own id.</param>
    /// <param name="to">The other side.</param>
    /// <param name="text">What.</param>
    public static PublishDraft Text(UserId sender, ClientMsgId id, UserId to, string text) =>
        new() { Sender = sender, ClientMsgId = id, ToUser = to, Body = Encoding.UTF8.GetBytes(text) };
}
