namespace ImKit.Storage;

/// <summary>What a host has written to be sent. Texts are as they stand in the database: who sends them checks them.</summary>
public sealed record PublishRow
{
    /// <summary>Its number: higher is later.</summary>
    public required long Id { get; init; }

    /// <summary>The conversation, also where the host named a user.</summary>
    public required PublishConversation Conversation { get; init; }

    /// <summary>The user whom the host named in place of a conversation; otherwise empty.</summary>
    public string ToUser { get; init; } = "";

    /// <summary>Who sends.</summary>
    public required string Sender { get; init; }

    /// <summary>The sender's own id, by which a second sending is recognised.</summary>
    public required string ClientMsgId { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>How to read <see cref="Body"/>.</summary>
    public required BodyFormat Format { get; init; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Users mentioned by name.</summary>
    public IReadOnlyList<string> Mentions { get; init; } = [];

    /// <summary>Whether everybody is mentioned.</summary>
    public bool MentionsAll { get; init; }

    /// <summary>The seq of the entry that this one answers; 0 for none.</summary>
    public long ReplyTo { get; init; }

    /// <summary>How long ago it was written, by the store's clock: the rest of the host's transaction counts in.</summary>
    public TimeSpan Age { get; init; }
}

/// <summary>A conversation as it stands in the database.</summary>
/// <param name="Tenant">The tenant; empty for the default one.</param>
/// <param name="Id">The conversation's id.</param>
public readonly record struct PublishConversation(string Tenant, string Id);

/// <summary>What <see cref="IPublishSource.ReadAsync"/> found.</summary>
/// <param name="Held">Whether the caller holds the lease; without it there are no rows.</param>
/// <param name="Remaining">How long the lease still holds, whoever has it.</param>
/// <param name="Rows">By their ids.</param>
public sealed record PublishPage(bool Held, TimeSpan Remaining, IReadOnlyList<PublishRow> Rows);

/// <summary>A row that will never be sent as it is.</summary>
/// <param name="Id">The row.</param>
/// <param name="Code">The number of the error.</param>
/// <param name="Reason">The same in words.</param>
public readonly record struct PublishRefusal(long Id, int Code, string Reason);
