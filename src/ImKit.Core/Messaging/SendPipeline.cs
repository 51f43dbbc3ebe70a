using ImKit.Diagnostics;
using ImKit.Storage;
using ImKit.Threading;

namespace ImKit.Messaging;

/// <summary>From a checked request to its ack: room in the outbox, then the lane, then the store's outcome. Any thread.</summary>
internal sealed class SendPipeline(AppendLanes lanes, Outbox outbox, IWorkQueue work, TimeProvider time, MessagingMetrics metrics)
{
    /// <summary>Enters the lane before it returns, so that calls made one after the other are committed in that order; completes with the ack.</summary>
    /// <param name="request">A request that keeps every rule; the store decides on membership.</param>
    /// <param name="cancel">Gives up waiting; the request stays in its lane.</param>
    public async ValueTask<Result<SendAck>> SubmitAsync(AppendRequest request, CancellationToken cancel)
    {
        using var activity = ImKitActivities.Send(request.Conversation.Id.Kind);
        var started = time.GetTimestamp();
        if (!outbox.TryReserve(request.Conversation))
            return ImError.Busy;
        var append = new PendingAppend(request, work);
        if (!lanes.TryEnqueue(append))
        {
            outbox.Release(request.Conversation);
            return ImError.Busy;
        }

        var outcome = await append.Task.WaitAsync(cancel).ConfigureAwait(false);
        metrics.Sent(time.GetElapsedTime(started));
        return outcome.Ok ? ToAck(request.Conversation.Id, outcome.Value) : outcome.Error;
    }

    private static Result<SendAck> ToAck(ConversationId conversation, AppendOutcome outcome) => outcome.Status switch
    {
        AppendStatus.Committed or AppendStatus.Duplicate => new SendAck(
            conversation, outcome.Epoch, outcome.Position, outcome.Id, outcome.Time, outcome.Status == AppendStatus.Duplicate),
        AppendStatus.Conflict => ImError.Conflict,
        AppendStatus.ConversationNotFound => ImError.NotFound,
        AppendStatus.NotMember => ImError.NotMember,
        _ => ImError.Internal,
    };
}
