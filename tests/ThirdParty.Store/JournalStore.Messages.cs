namespace ThirdParty.Store;

public sealed partial class JournalStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        StoreArguments.RequireBatch(batch);
        return new(Change<AppendOutcome[]>(new JournalLine { Append = [.. batch.Select(JournalItem.Of)] }));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEntry>> ReadForwardAsync(ConversationKey conversation, long fromSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<LogEntry[]>(state => [.. EntriesOf(state, conversation).Where(entry => entry.Seq >= fromSeq).Take(limit)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEntry>> ReadBackwardAsync(ConversationKey conversation, long beforeSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Read<LogEntry[]>(state => [.. EntriesOf(state, conversation).Reverse().Where(entry => entry.Seq < beforeSeq).Take(limit)]));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationHead>> ReadUndispatchedAsync(int section, ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireSection(section);
        StoreArguments.RequireLimit(limit);
        return new(Read<ConversationHead[]>(state =>
        [
            .. state.Conversations.Where(pair => !pair.Value.IsDispatched && Sections.OfConversation(pair.Key) == section && Compare(pair.Key, after) > 0)
                .OrderBy(pair => pair.Key.Tenant).ThenBy(pair => pair.Key.Id)
                .Take(limit).Select(pair => pair.Value.Head()),
        ]));
    }

    /// <inheritdoc/>
    public ValueTask<FencedStatus> MarkDispatchedAsync(IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(marks, min: 0);
        lock (_gate)
        {
            var good = marks.Where(mark => mark.Term == _state.TermOf(SectionKind.Dispatch, Sections.OfConversation(mark.Conversation))).ToArray();
            if (good.Length > 0)
            {
                Change<object?>(new JournalLine
                {
                    Dispatched = [.. good.Select(mark => new JournalMark(mark.Conversation.Tenant.Value, mark.Conversation.Id.Value, "", mark.Seq))],
                });
            }

            return new(good.Length == marks.Count ? FencedStatus.Written : FencedStatus.Refused);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ReactionCount>> ReadReactionsAsync(
        ConversationKey conversation, UserId reader, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return new(Read<ReactionCount[]>(state =>
        [
            .. (state.Conversations.GetValueOrDefault(conversation)?.Reactions(reader, seqs) ?? [])
                .OrderBy(count => count.Seq).ThenBy(count => count.Key, StringComparer.Ordinal),
        ]));
    }

    /// <inheritdoc/>
    public ValueTask<ConversationHead?> TrimAsync(ConversationKey conversation, long throughSeq, CancellationToken cancel) =>
        new(Change<ConversationHead?>(new JournalLine
        {
            Trimmed = new JournalMark(conversation.Tenant.Value, conversation.Id.Value, "", throughSeq),
        }));

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(Change<int>(new JournalLine { Pruned = new JournalPrune(before, limit) }));
    }

    private static IEnumerable<LogEntry> EntriesOf(JournalState state, ConversationKey key) =>
        state.Conversations.GetValueOrDefault(key)?.Entries ?? [];

    private static int Compare(ConversationKey one, ConversationKey other) =>
        one.Tenant != other.Tenant ? one.Tenant.CompareTo(other.Tenant) : one.Id.CompareTo(other.Id);
}
