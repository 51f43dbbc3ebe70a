using ImKit.Storage;

namespace ImKit;

/// <summary>A new body for a message.</summary>
public sealed record MessageEdit
{
    /// <summary>Who edits.</summary>
    public required UserId Actor { get; init; }

    /// <summary>The actor's own id of this request: the same again is recognised as a retry.</summary>
    public required ClientMsgId ClientMsgId { get; init; }

    /// <summary>Where.</summary>
    public required ConversationId Conversation { get; init; }

    /// <summary>The entry.</summary>
    public required long Seq { get; init; }

    /// <summary>The version that the editor saw (<see cref="LogEntry.Version"/>): if the entry has another one by now, the edit is refused.</summary>
    public required int Version { get; init; }

    /// <summary>How to read the body.</summary>
    public BodyFormat Format { get; init; } = BodyFormat.Text;

    /// <summary>The new body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
