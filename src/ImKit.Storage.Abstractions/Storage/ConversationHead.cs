namespace ImKit.Storage;

/// <summary>The end of a log, and the settings that travel with it.</summary>
public sealed record ConversationHead
{
    /// <summary>Which log.</summary>
    public required ConversationKey Conversation { get; init; }

    /// <summary>Changes when the log is recreated.</summary>
    public required long Epoch { get; init; }

    /// <summary>Place of the last entry; zeros while there is none.</summary>
    public required Position Last { get; init; }

    /// <summary>Id of the last entry; 0 while there is none.</summary>
    public required MessageId LastId { get; init; }

    /// <summary>Place of the last trimmed entry; zeros while nothing is trimmed.</summary>
    public Position Trimmed { get; init; }

    /// <summary>Id of the last trimmed entry.</summary>
    public MessageId TrimmedId { get; init; }

    /// <summary>After-commit work is done up to and including this seq.</summary>
    public long DispatchedSeq { get; init; }

    /// <summary>Members now.</summary>
    public required int MemberCount { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The host's own text about the conversation.</summary>
    public string Info { get; init; } = "";

    /// <summary>Who may speak.</summary>
    public SpeakRule Speak { get; init; }

    /// <summary>Whether it was dissolved: nothing is appended any more, and what is there can be read.</summary>
    public bool Dissolved { get; init; }

    /// <summary>Place of the last entry that mentioned everybody; zeros while there is none.</summary>
    public Position MentionedAll { get; init; }
}
