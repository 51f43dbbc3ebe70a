using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One unit of after-commit work: a committed entry, or a look into the log for entries nobody dispatched.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="Section">The conversation's section.</param>
/// <param name="Epoch">The log's epoch; 0 for a look.</param>
/// <param name="Entry">The entry; null for a look.</param>
/// <param name="Look">The look; null for an entry.</param>
internal readonly record struct DispatchItem(ConversationKey Conversation, int Section, long Epoch, LogEntry? Entry, DispatchLook? Look);

/// <summary>A look into a log. Immutable.</summary>
/// <param name="UpTo">The seq that made it necessary; <see cref="long.MaxValue"/> if it is not known.</param>
/// <param name="From">The first entry to dispatch whatever the mark says; 0 to go by the mark.</param>
/// <param name="StaysHere">Whether it is only this node's, as long as it holds the section: whoever does next finds it without being told.</param>
/// <param name="Done">Completed when the work is done; null where nobody waits.</param>
internal sealed record DispatchLook(long UpTo, long From = 0, bool StaysHere = false, TaskCompletionSource? Done = null);
