using ImKit.Storage.Postgres.Internal.Appending;
using ImKit.Storage.Postgres.Internal.Reading;

namespace ImKit.Storage.Postgres.Internal;

/// <summary>The log in the database.</summary>
internal sealed class PostgresMessageStore(PostgresDatabase database) : IMessageStore
{
    private readonly Append _append = new(database.Schema);
    private readonly EntryReader _entries = new(database.Schema);
    private readonly HeadReader _heads = new(database.Schema);
    private readonly DispatchTable _dispatch = new(database.Schema);
    private readonly Trim _trim = new(database.Schema);
    private readonly HangingReader _hanging = new(database.Schema);

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        StoreArguments.RequireBatch(batch);
        return database.WriteAsync(_append.RunAsync, batch, cancel);
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadForwardAsync(ConversationKey conversation, long fromSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_entries.ForwardAsync, (conversation, fromSeq, limit), cancel);
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadBackwardAsync(ConversationKey conversation, long beforeSeq, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_entries.BackwardAsync, (conversation, beforeSeq, limit), cancel);
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ReadUndispatchedAsync(int section, ConversationKey after, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireSection(section);
        StoreArguments.RequireLimit(limit);
        return database.ReadAsync(_heads.UndispatchedAsync, (section, after, limit), cancel);
    }

    public ValueTask<FencedStatus> MarkDispatchedAsync(IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(marks, min: 0);
        return marks.Count > 0 ? database.WriteAsync(_dispatch.MarkAsync, marks, cancel) : new(FencedStatus.Written);
    }

    public ValueTask<IReadOnlyList<ReactionCount>> ReadReactionsAsync(
        ConversationKey conversation, UserId reader, IReadOnlyList<long> seqs, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(seqs);
        return database.ReadAsync(_hanging.ReactionsAsync, (conversation, reader, seqs), cancel);
    }

    // A piece at a time: nobody waits long for the conversation, and no transaction grows too long to end in time.
    public async ValueTask<ConversationHead?> TrimAsync(ConversationKey conversation, long throughSeq, CancellationToken cancel)
    {
        ConversationHead? head;
        do
            head = await database.WriteAsync(_trim.PieceAsync, (conversation, throughSeq), cancel).ConfigureAwait(false);
        while (head is not null && head.Trimmed.Seq < Math.Min(throughSeq, head.DispatchedSeq));
        return head;
    }

    public ValueTask<int> PruneAsync(long before, int limit, CancellationToken cancel)
    {
        StoreArguments.RequireLimit(limit);
        return database.WriteAsync(_trim.PruneAsync, (before, limit), cancel);
    }
}
