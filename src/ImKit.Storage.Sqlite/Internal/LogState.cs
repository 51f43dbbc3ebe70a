namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The head of one conversation as the writer will store it. The writer's thread only.</summary>
internal sealed class LogState
{
    /// <summary>The number that stands for tenant and name.</summary>
    public required long Number { get; init; }

    public required long Epoch { get; init; }

    public Position Last { get; set; }

    public long LastId { get; set; }

    public Position Trimmed { get; init; }

    public long DispatchedSeq { get; set; }

    public int MemberCount { get; set; }

    public bool IsChanged { get; set; }
}

/// <summary>One member's row as the writer will store it. The writer's thread only.</summary>
internal sealed class MemberState
{
    public required LogState Log { get; init; }

    public required Member Row { get; set; }

    public bool IsChanged { get; set; }
}
