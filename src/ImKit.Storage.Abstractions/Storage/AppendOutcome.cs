namespace ImKit.Storage;

/// <summary>What became of one <see cref="AppendRequest"/>.</summary>
public enum AppendStatus
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>Committed by this call.</summary>
    Committed = 1,

    /// <summary>The same was committed before; the outcome carries that commit's numbers.</summary>
    Duplicate = 2,

    /// <summary>Another payload was committed before under the same dedup key. Nothing was written.</summary>
    Conflict = 3,

    /// <summary>The conversation does not exist and the request does not create it. Nothing was written.</summary>
    ConversationNotFound = 4,

    /// <summary>The sender is not a member. Nothing was written.</summary>
    NotMember = 5,

    /// <summary>The sender is a member who may not speak. Nothing was written.</summary>
    MayNotSpeak = 6,

    /// <summary>The conversation is dissolved. Nothing was written.</summary>
    Dissolved = 7,

    /// <summary>There is no entry at the target that could be changed: none, a trimmed or a recalled one, or a notice. Nothing was written.</summary>
    TargetNotFound = 8,

    /// <summary>The target has another version than <see cref="AppendRequest.TargetVersion"/>. Nothing was written.</summary>
    VersionMismatch = 9,

    /// <summary>The target is already as the entry would make it: recalled before, or the reaction is there (or gone). Nothing was written.</summary>
    Unchanged = 10,
}

/// <summary>The outcome of one item of a batch.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Epoch">The log's epoch; 0 where nothing was committed.</param>
/// <param name="Position">Seq and ordinal of the entry; zeros where nothing was committed.</param>
/// <param name="Id">The entry's id: for a duplicate that of the first commit.</param>
/// <param name="Time">The entry's time: for a duplicate that of the first commit.</param>
public readonly record struct AppendOutcome(AppendStatus Status, long Epoch, Position Position, MessageId Id, long Time)
{
    /// <summary>An item of which nothing was written.</summary>
    public static AppendOutcome Refused(AppendStatus status) => new(status, 0, default, default, 0);
}
