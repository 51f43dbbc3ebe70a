namespace ImKit.Storage;

/// <summary>The log in memory. Answers synchronously; an acknowledged entry lives as long as the process.</summary>
internal sealed class InMemoryMessageStore(InMemoryLogs logs, InMemorySections sections) : IMessageStore
{
    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        StoreArguments.RequireBatch(batch);
        cancel.ThrowIfCancellationRequested();
        var outcomes = new AppendOutcome[batch.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = Append(batch[i]);
        return new(outcomes);
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadForwardAsync(ConversationKey conversation, long fromSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Find(conversation)?.ReadForward(fromSeq, limit) ?? []);
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadBackwardAsync(ConversationKey conversation, long beforeSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Find(conversation)?.ReadBackward(beforeSeq, limit) ?? []);
    }

    public ValueTask<IReadOnlyList<ReactionCount>> ReadReactionsAsync(
        ConversationKey conversation, UserId reader, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return new(logs.Find(conversation)?.ReadReactions(reader, seqs) ?? []);
    }

    public ValueTask<ConversationHead?> TrimAsync(ConversationKey conversation, long throughSeq, CancellationToken cancel)
    {
        var log = logs.Find(conversation);
        log?.Trim(throughSeq);
        return new(log?.Head());
    }

    public ValueTask<int> PruneAsync(long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return new(logs.Prune(before, limit));
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ReadUndispatchedAsync(int section, ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireSection(section);
        StoreArguments.RequireLimit(limit);
        return new(logs.Undispatched(section, after, limit));
    }

    public ValueTask<FencedStatus> MarkDispatchedAsync(IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(marks, min: 0);
        var status = FencedStatus.Written;
        for (var i = 0; i < marks.Count; i++)
        {
            var section = sections.Find(SectionKind.Dispatch, Sections.OfConversation(marks[i].Conversation));
            using (section.Enter())
            {
                if (section.IsUnder(marks[i].Term))
                    logs.Find(marks[i].Conversation)?.MarkDispatched(marks[i].Seq);
                else
                    status = FencedStatus.Refused;
            }
        }

        return new(status);
    }

    private AppendOutcome Append(AppendRequest request)
    {
        var log = logs.Find(request.Conversation);
        if (log is not null)
            return log.Append(request);
        // Refused before a log is made, so that refused requests leave nothing behind.
        if (request.Create is null)
            return AppendOutcome.Refused(AppendStatus.ConversationNotFound);
        if (request.SenderMustBeMember && !InMemoryMembers.Joins(request.Members, request.Sender))
            return AppendOutcome.Refused(AppendStatus.NotMember);
        if (EntryRules.ChangesTarget(request.Kind))
            return AppendOutcome.Refused(AppendStatus.TargetNotFound);
        return logs.Open(request.Conversation, request.Create).Append(request);
    }
}
