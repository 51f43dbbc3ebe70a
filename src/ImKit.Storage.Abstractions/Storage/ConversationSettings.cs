namespace ImKit.Storage;

/// <summary>What is fixed or set when a conversation is created.</summary>
public sealed record ConversationSettings
{
    /// <summary>The title, at most 256 characters; empty for direct conversations.</summary>
    public string Title { get; init; } = "";

    /// <summary>The host's own text about the conversation (an avatar, an announcement), at most 4096 characters.</summary>
    public string Info { get; init; } = "";

    /// <summary>Who may speak.</summary>
    public SpeakRule Speak { get; init; }

    /// <summary>The log's epoch: positive, new whenever a log is recreated.</summary>
    public required long Epoch { get; init; }
}

/// <summary>Who may speak in a conversation. Numbers are stored and never reused.</summary>
public enum SpeakRule
{
    /// <summary>Every member who is not muted.</summary>
    Everyone = 0,

    /// <summary>Owners and admins.</summary>
    Admins = 1,
}

/// <summary>What changes of a conversation's settings; null leaves a setting as it is.</summary>
public sealed record SettingsChange
{
    /// <summary>The new title.</summary>
    public string? Title { get; init; }

    /// <summary>The host's own text.</summary>
    public string? Info { get; init; }

    /// <summary>Who may speak from now on.</summary>
    public SpeakRule? Speak { get; init; }

    /// <summary>If true the conversation is dissolved with this entry.</summary>
    public bool Dissolve { get; init; }
}
