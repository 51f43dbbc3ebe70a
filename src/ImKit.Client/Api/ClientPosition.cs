namespace ImKit.Client;

/// <summary>The last entry that a device has of a conversation.</summary>
/// <param name="Epoch">Changes when the log is created anew; 0 at the beginning.</param>
/// <param name="Seq">The entry's place; 0 before the first.</param>
/// <param name="IdAtSeq">The entry's id; 0 before the first.</param>
public readonly record struct ClientPosition(long Epoch, long Seq, long IdAtSeq);

/// <summary>How far a device has got in a conversation, and how far that goes.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Position">The last entry applied.</param>
/// <param name="Head">The last entry known to exist. Kept with the position: what is told once by a sync is not told again.</param>
/// <param name="Loaded">Whether the first entries were loaded; before that the position means nothing.</param>
public sealed record ClientCursor(string ConversationId, ClientPosition Position, long Head, bool Loaded);
