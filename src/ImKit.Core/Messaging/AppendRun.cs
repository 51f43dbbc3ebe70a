using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>One of the appends that may be under way at once: takes what waits, appends it in one call, and goes on while it is worth it. Any thread.</summary>
/// <remarks>Outcomes go to the outbox in order before the senders hear of them: what was acknowledged is known to be dispatched.</remarks>
internal sealed partial class AppendRun(AppendLanes lanes, AppendSteps steps, ILogger<AppendRun> logger) : IThreadPoolWorkItem
{
    /// <summary>The lanes of the batch under way. Guarded by the lanes' lock.</summary>
    public List<AppendLane> Lanes { get; } = [];

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    [SuppressMessage("Design", "CA1031", Justification = "One batch's failure must not stop those behind it.")]
    private async Task RunAsync()
    {
        bool goesOn;
        do
        {
            var taken = lanes.Take(this);
            var started = steps.Time.GetTimestamp();
            try
            {
                await RunAsync(taken).ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                LogFault(fault);
            }

            goesOn = lanes.Ended(this, taken.Length, steps.Time.GetElapsedTime(started));
        }
        while (goesOn);
    }

    private async ValueTask RunAsync(PendingAppend[] taken)
    {
        var batch = await PrepareAsync(taken).ConfigureAwait(false);
        if (batch.Length > 0)
            await AppendAsync(batch).ConfigureAwait(false);
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
            steps.Outbox.Release(append.Request.Conversation);
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
            var outcomes = await steps.Store.AppendAsync(requests).ConfigureAwait(false);
            for (var i = 0; i < batch.Length; i++)
                Complete(batch[i], outcomes[i]);
        }
        catch (Exception e)
        {
            LogBatchUnknown(batch.Length, e);
            CompleteUnknown(batch);
        }
    }

    private void Complete(PendingAppend append, AppendOutcome outcome)
    {
        steps.Metrics.Outcome(outcome.Status);
        var request = append.Request;
        if (outcome.Status == AppendStatus.Committed)
            steps.Outbox.Dispatch(request.Conversation, outcome.Epoch, Committed(request, outcome));
        else if (outcome.Status == AppendStatus.Duplicate)
            steps.Outbox.Recheck(request.Conversation, outcome.Position.Seq);
        else
            steps.Outbox.Release(request.Conversation);
        var refused = append.Refusal.IsError && outcome.Status is not (AppendStatus.Duplicate or AppendStatus.Conflict);
        append.End(refused ? append.Refusal : outcome);
    }

    /// <summary>Any of these may have been committed without this node knowing: the outbox looks into the log.</summary>
    private void CompleteUnknown(PendingAppend[] batch)
    {
        steps.Metrics.Unknown(batch.Length);
        foreach (var append in batch)
        {
            if (append.End(ImError.Unavailable))
                steps.Outbox.Recheck(append.Request.Conversation, long.MaxValue);
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

/// <summary>What every append needs.</summary>
internal sealed record AppendSteps(LaneStore Store, Outbox Outbox, MessagingMetrics Metrics, TimeProvider Time);
