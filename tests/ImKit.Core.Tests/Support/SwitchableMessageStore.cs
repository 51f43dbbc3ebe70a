using ImKit.Storage;

namespace ImKit.Core.Tests.Support;

/// <summary>A message store that fails, waits or counts where a test says so.</summary>
internal sealed class SwitchableMessageStore(IMessageStore inner) : IMessageStore
{
    private TaskCompletionSource _prune = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs before an append reaches the store.</summary>
    public Func<IReadOnlyList<AppendRequest>, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs when the append is committed and the caller does not know it yet.</summary>
    public Func<IReadOnlyList<AppendRequest>, Task> After { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Runs before a mark is recorded.</summary>
    public Func<Task> BeforeMark { get; set; } = static () => Task.CompletedTask;

    /// <summary>Hears of what was trimmed.</summary>
    public Action<long> AfterTrim { get; set; } = static _ => { };

    /// <summary>Completes when dedup keys are pruned the next time: the end of a round of trimming.</summary>
    public Task NextPrune() => _prune.Task;

    /// <summary>How often it was asked what is not dispatched.</summary>
    public int UndispatchedReads { get; private set; }

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<AppendRequest> batch, CancellationToken cancel)
    {
        await Before(batch).ConfigureAwait(false);
        var outcomes = await inner.AppendAsync(batch, cancel).ConfigureAwait(false);
        await After(batch).ConfigureAwait(false);
        return outcomes;
    }

    public ValueTask<IReadOnlyList<LogEntry>> ReadForwardAsync(ConversationKey conversation, long fromSeq, int limit, CancellationToken cancel) =>
        inner.ReadForwardAsync(conversation, fromSeq, limit, cancel);

    public ValueTask<IReadOnlyList<LogEntry>> ReadBackwardAsync(ConversationKey conversation, long beforeSeq, int limit, CancellationToken cancel) =>
        inner.ReadBackwardAsync(conversation, beforeSeq, limit, cancel);

    public ValueTask<IReadOnlyList<ReactionCount>> ReadReactionsAsync(
        ConversationKey conversation, UserId reader, IReadOnlyList<long> seqs, CancellationToken cancel) =>
        inner.ReadReactionsAsync(conversation, reader, seqs, cancel);

    public async ValueTask<ConversationHead?> TrimAsync(ConversationKey conversation, long throughSeq, CancellationToken cancel)
    {
        var head = await inner.TrimAsync(conversation, throughSeq, cancel).ConfigureAwait(false);
        AfterTrim(throughSeq);
        return head;
    }

    public async ValueTask<int> PruneAsync(long before, int limit, CancellationToken cancel)
    {
        var count = await inner.PruneAsync(before, limit, cancel).ConfigureAwait(false);
        Interlocked.Exchange(ref _prune, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return count;
    }

    public ValueTask<IReadOnlyList<ConversationHead>> ReadUndispatchedAsync(int section, ConversationKey after, int limit, CancellationToken cancel)
    {
        UndispatchedReads++;
        return inner.ReadUndispatchedAsync(section, after, limit, cancel);
    }

    public async ValueTask<FencedStatus> MarkDispatchedAsync(IReadOnlyList<DispatchMark> marks, CancellationToken cancel)
    {
        await BeforeMark().ConfigureAwait(false);
        return await inner.MarkDispatchedAsync(marks, cancel).ConfigureAwait(false);
    }
}
