using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One unit of after-commit work: a committed entry, or (no entry) a look into the log for entries nobody dispatched.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="Epoch">The log's epoch; 0 for a look.</param>
/// <param name="Entry">The entry; null for a look.</param>
/// <param name="UpTo">For a look: the seq that made it necessary; <see cref="long.MaxValue"/> if it is not known.</param>
/// <param name="Done">Completed when the work is done; null where nobody waits.</param>
internal readonly record struct DispatchItem(
    ConversationKey Conversation, long Epoch, LogEntry? Entry, long UpTo = 0, TaskCompletionSource? Done = null);
