using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One unit of after-commit work: a committed entry, or (no entry) a look into the log for entries nobody dispatched.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="Epoch">The log's epoch; 0 for a look.</param>
/// <param name="Entry">The entry; null for a look.</param>
internal readonly record struct DispatchItem(ConversationKey Conversation, long Epoch, LogEntry? Entry)
{
    /// <summary>For a look: the seq that made it necessary; <see cref="long.MaxValue"/> if it is not known.</summary>
    public long UpTo { get; init; }

    /// <summary>For a look: the first entry to dispatch whatever the mark says; 0 to go by the mark.</summary>
    public long From { get; init; }

    /// <summary>Whether it is only this node's, as long as it holds the section: whoever does next finds it without being told.</summary>
    public bool StaysHere { get; init; }

    /// <summary>Completed when the work is done; null where nobody waits.</summary>
    public TaskCompletionSource? Done { get; init; }
}
