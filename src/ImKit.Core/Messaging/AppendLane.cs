using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>One queue into the message store: gathers what waits into one append, one append at a time. Any thread.</summary>
/// <remarks>Outcomes go to the outbox in order before the senders hear of them: what was acknowledged is known to be dispatched.</remarks>
internal sealed partial class AppendLane(
    int capacity, LaneStore store, Outbox outbox, MessagingMetrics metrics, Outstanding outstanding, IWorkQueue work, ILogger<AppendLane> logger)
    : SerialWorker(work)
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingAppend> _waiting = new();

    public bool TryEnqueue(PendingAppend append)
    {
        lock (_gate)
        {
            if (_waiting.Count >= capacity)
                return false;
            _waiting.Enqueue(append);
            outstanding.Add();
        }

        Schedule();
        return true;
    }

    protected override bool HasWork
    {
        get
        {
            lock (_gate)
                return _waiting.Count > 0;
        }
    }

    protected override void OnFault(Exception fault) => LogFault(fault);

    protected override async ValueTask RunBatchAsync()
    {
        var taken = Take();
        try
        {
            var batch = await PrepareAsync(taken).ConfigureAwait(false);
            if (batch.Length > 0)
                await AppendAsync(batch).ConfigureAwait(false);
        }
        finally
        {
            outstanding.Done(taken.Length);
        }
    }

    /// <summary>Waits for what has to be looked up before. The look-ups began when the requests came, all at once.</summary>
    /// <returns>Those that can be appended.</returns>
    private async ValueTask<PendingAppend[]> PrepareAsync(PendingAppend[] taken)
    {
        List<PendingAppend>? failed = null;
        foreach (var append in taken)
        {
            if (await append.PrepareAsync().ConfigureAwait(false) is not { IsError: true } error)
                continue;
            (failed ??= []).Add(append);
            outbox.Release(append.Request.Conversation);
            append.End(error);
        }

        return failed is null ? taken : [.. taken.Except(failed)];
    }

    private async ValueTask AppendAsync(PendingAppend[] batch)
    {
        // A new array for every call: a store call that was given up may still be reading the last one.
        var requests = Array.ConvertAll(batch, static append => append.Request);
        try
        {
            var outcomes = await store.AppendAsync(requests).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
                Complete(batch[i], outcomes[i]);
        }
        catch (Exception e)
        {
            LogBatchUnknown(batch.Length, e);
            CompleteUnknown(batch);
        }
    }

    private PendingAppend[] Take()
    {
        lock (_gate)
        {
            var batch = new PendingAppend[Math.Min(_waiting.Count, StoreArguments.MaxBatch)];
            for (var i = 0; i < batch.Length; i++)
                batch[i] = _waiting.Dequeue();
            return batch;
        }
    }

    private void Complete(PendingAppend append, AppendOutcome outcome)
    {
        metrics.Outcome(outcome.Status);
        var request = append.Request;
        if (outcome.Status == AppendStatus.Committed)
            outbox.Dispatch(request.Conversation, outcome.Epoch, Committed(request, outcome));
        else if (outcome.Status == AppendStatus.Duplicate)
            outbox.Recheck(request.Conversation, outcome.Position.Seq);
        else
            outbox.Release(request.Conversation);
        var refused = append.Refusal.IsError && outcome.Status is not (AppendStatus.Duplicate or AppendStatus.Conflict);
        append.End(refused ? append.Refusal : outcome);
    }

    /// <summary>Any of these may have been committed without this node knowing: the outbox looks into the log.</summary>
    private void CompleteUnknown(PendingAppend[] batch)
    {
        metrics.Unknown(batch.Length);
        foreach (var append in batch)
        {
            if (append.End(ImError.Unavailable))
                outbox.Recheck(append.Request.Conversation, long.MaxValue);
        }
    }

    private static LogEntry Committed(AppendRequest request, AppendOutcome outcome) => new()
    {
        Seq = outcome.Position.Seq,
        Ordinal = outcome.Position.Ordinal,
        Id = outcome.Id,
        Kind = request.Kind,
        Countable = request.Countable,
        Sender = request.Sender,
        ClientMsgId = request.ClientMsgId,
        Time = outcome.Time,
        TargetSeq = request.TargetSeq,
        Version = request.TargetVersion + 1 ?? 0,
        Mentions = request.Mentions,
        MentionsAll = request.MentionsAll,
        Format = request.Format,
        Body = request.Body,
    };
}
