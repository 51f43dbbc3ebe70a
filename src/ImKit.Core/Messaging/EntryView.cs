using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>Makes of entries what one reader sees: placeholders where there is nothing for them, and what was said by reactions. Any thread.</summary>
internal sealed class EntryView(IMessageStore messages, IConversationStore conversations)
{
    /// <summary>Shows a slice.</summary>
    public async ValueTask<Result<LogSlice>> ShowAsync(LogView log, Result<LogSlice> slice, CancellationToken cancel)
    {
        if (!slice.Ok || slice.Value.Entries.Count == 0)
            return slice;
        var entries = await ShowAsync(log.Conversation, log.Member, slice.Value.Entries, cancel).ConfigureAwait(false);
        long[] seqs = [.. entries.Where(static entry => EntryRules.CanBeChanged(entry.Kind) && !entry.Recalled).Select(static entry => entry.Seq)];
        var reactions = seqs.Length == 0
            ? []
            : await messages.ReadReactionsAsync(log.Conversation, log.Member.User, seqs, cancel).ConfigureAwait(false);
        return slice.Value with { Entries = entries, Reactions = reactions };
    }

    /// <summary>Shows consecutive entries, ascending.</summary>
    public async ValueTask<IReadOnlyList<LogEntry>> ShowAsync(
        ConversationKey conversation, Member member, IReadOnlyList<LogEntry> entries, CancellationToken cancel)
    {
        // What is removed within the page stands among the first so many from its beginning on.
        var removed = await conversations.ReadRemovedAsync(
            conversation, member.User, entries[0].Seq - 1, entries.Count, cancel).ConfigureAwait(false);
        if (removed.Count == 0 && !entries.Any(entry => IsHidden(entry, member)))
            return entries;
        return [.. entries.Select(entry => IsHidden(entry, member) || removed.Contains(entry.Seq) ? Placeholder(entry) : entry)];
    }

    /// <summary>A mutation shows its target: who may not see that sees neither.</summary>
    private static bool IsHidden(LogEntry entry, Member member) => EntryRules.ChangesTarget(entry.Kind) && entry.TargetSeq <= member.Start.Seq;

    private static LogEntry Placeholder(LogEntry entry) => new()
    {
        Seq = entry.Seq,
        Ordinal = entry.Ordinal,
        Id = entry.Id,
        Kind = EntryKind.Unspecified,
        Countable = entry.Countable,
        Sender = default,
        ClientMsgId = default,
        Time = 0,
    };
}
