using System.Diagnostics.CodeAnalysis;
using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>From a request to its ack: room in the outbox, then the lane, then the store's outcome. Any thread.</summary>
internal sealed partial class SendPipeline(
    AppendLanes lanes, Outbox outbox, StoreCalls calls, IWorkQueue work, TimeProvider time, MessagingMetrics metrics, ILogger<SendPipeline> logger)
{
    /// <summary>Enters the lane before it returns, so that calls made one after the other are committed in that order; completes with the ack.</summary>
    /// <param name="request">A request that keeps every rule that needs no look-up; the store decides on membership.</param>
    /// <param name="cancel">Gives up waiting; the request stays in its lane.</param>
    /// <param name="prepare">What has to be looked up first; null for nothing.</param>
    /// <param name="run">The hooks that are asked before that, and told how it ended; null for none.</param>
    public async ValueTask<Result<SendAck>> SubmitAsync(AppendRequest request, CancellationToken cancel, Prepare? prepare = null, StepRun? run = null)
    {
        using var activity = ImKitActivities.Send(request.Conversation.Id.Kind);
        var started = time.GetTimestamp();
        if (!outbox.TryReserve(request.Conversation))
            return ImError.Busy;
        var append = new PendingAppend(request, prepare is null && run is not { HasFilters: true } ? null : PrepareAsync(prepare, run, request), work, run);
        if (!lanes.TryEnqueue(append))
        {
            outbox.Release(request.Conversation);
            return ImError.Busy;
        }

        var outcome = await append.Task.WaitAsync(cancel).ConfigureAwait(false);
        metrics.Sent(time.GetElapsedTime(started));
        var ack = SendAcks.From(request.Conversation.Id, outcome);
        if (!ack.Ok)
            metrics.Denied(ack.Error.Code);
        return ack;
    }

    [SuppressMessage("Design", "CA1031", Justification = "A policy is the host's code: what it throws is this request's failure and nobody else's.")]
    private async Task<Result<AppendRequest>> PrepareAsync(Prepare? prepare, StepRun? run, AppendRequest request)
    {
        try
        {
            // Filters have deadlines of their own, so the stores' does not count for them.
            var passed = run is { HasFilters: true } ? await run.BeforeAsync(request).ConfigureAwait(false) : request;
            return prepare is null || !passed.Ok ? passed : await LookUpAsync(prepare, passed.Value).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            LogPreparationFailed(e);
            return ImError.Internal;
        }
    }

    private ValueTask<Result<AppendRequest>> LookUpAsync(Prepare prepare, AppendRequest request) =>
        calls.TryAsync(token => prepare(request, token), CancellationToken.None);
}
