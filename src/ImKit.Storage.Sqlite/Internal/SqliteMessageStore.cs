namespace ImKit.Storage.Sqlite.Internal;

/// <summary>The log in the file.</summary>
internal sealed class SqliteMessageStore(SqliteDatabase database) : IMessageStore
{
    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        StoreArguments.RequireBatch(batch);
        return database.WriteAsync(Append.Batch, batch, cancel);
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadForwardAsync(ConversationKey conversation, long fromSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<LogEntry> (session, what) => session.Entries.Forward(what.conversation, what.fromSeq, what.limit),
            (conversation, fromSeq, limit), cancel);
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadBackwardAsync(ConversationKey conversation, long beforeSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<LogEntry> (session, what) => session.Entries.Backward(what.conversation, what.beforeSeq, what.limit),
            (conversation, beforeSeq, limit), cancel);
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ReadUndispatchedAsync(int section, ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireSection(section);
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(
            static IReadOnlyList<ConversationHead> (session, what) => session.Heads.Undispatched(what.section, what.after, what.limit),
            (section, after, limit), cancel);
    }

    public ValueTask<FencedStatus> MarkDispatchedAsync(IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(marks, min: 0);
        return marks.Count > 0 ? database.WritePatientlyAsync(Marks.Dispatched, marks, cancel) : new(FencedStatus.Written);
    }

    public ValueTask<IReadOnlyList<ReactionCount>> ReadReactionsAsync(
        ConversationKey conversation, UserId reader, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return database.ReadAsync(
            static IReadOnlyList<ReactionCount> (session, what) => session.Targets.Reactions(what.conversation, what.reader, what.seqs),
            (conversation, reader, seqs), cancel);
    }

    public async ValueTask<ConversationHead?> TrimAsync(ConversationKey conversation, long throughSeq, CancellationToken cancel)
    {
        await database.WriteAsync(Trim.Log, (conversation, throughSeq), cancel).ConfigureAwait(false);
        return await database.ReadAsync(static (session, key) => session.Heads.Find([key])[0], conversation, cancel).ConfigureAwait(false);
    }

    public ValueTask<int> PruneAsync(long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.WriteAsync(static (session, what) => session.Trim.Prune(what.before, what.limit), (before, limit), cancel);
    }
}
