namespace ImKit.Storage;

/// <summary>What is fixed or set when a conversation is created.</summary>
public sealed record ConversationSettings
{
    /// <summary>The title, at most 256 characters; empty for direct conversations.</summary>
    public string Title { get; init; } = "";

    /// <summary>The log's epoch: positive, new whenever a log is recreated.</summary>
    public required long Epoch { get; init; }
}
