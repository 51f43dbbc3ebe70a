namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The head of one conversation as the writer will store it. The writer's thread only.</summary>
internal sealed class LogState
{
    /// <summary>The number that stands for tenant and name.</summary>
    public required long Number { get; init; }

    public required long Epoch { get; init; }

    public Position Last { get; set; }

    public long LastId { get; set; }

    public Position Trimmed { get; set; }

    public long TrimmedId { get; set; }

    public long DispatchedSeq { get; set; }

    public bool IsUndispatched => DispatchedSeq < Last.Seq;

    /// <summary>What the index of undispatched conversations says.</summary>
    public bool IsKnownUndispatched { get; set; }

    public int MemberCount { get; set; }

    public required string Title { get; set; }

    public required string Info { get; set; }

    public SpeakRule Speak { get; set; }

    public bool Dissolved { get; set; }

    public Position MentionedAll { get; set; }

    public bool IsChanged { get; set; }

    /// <summary>Whether more has changed than what every entry moves.</summary>
    public bool AreSettingsChanged { get; set; }
}

/// <summary>One member's row as the writer will store it. The writer's thread only.</summary>
internal sealed class MemberState
{
    public required LogState Log { get; init; }

    public required Member Row { get; set; }

    public bool IsChanged { get; set; }

    /// <summary>Whether what is the user's own has changed.</summary>
    public bool IsOwnChanged { get; set; }
}
