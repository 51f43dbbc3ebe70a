using ImKit.Storage;
using ImKit.Threading;

namespace ImKit.Messaging;

/// <summary>One request on its way through a lane. Completes with the store's outcome, or with why there is none; never faults.</summary>
internal sealed class PendingAppend(AppendRequest request, Task<Result<AppendRequest>>? preparation, IWorkQueue work, StepRun? run)
    : TaskCompletionSource<Result<AppendOutcome>>(work.SignalOptions)
{
    public AppendRequest Request { get; private set; } = request;

    /// <summary>Why the request is refused, if it was not committed by an earlier try.</summary>
    public ImError Refusal { get; private set; }

    /// <summary>Waits for the preparation. Its lane's worker only.</summary>
    /// <returns>An error that says nothing about what an earlier try did; otherwise <see cref="Request"/> is to be appended.</returns>
    public async ValueTask<ImError> PrepareAsync()
    {
        if (preparation is null)
            return default;
        var prepared = await preparation.ConfigureAwait(false);
        if (prepared.Ok)
            Request = prepared.Value;
        else if (prepared.Error.Temporary)
            return prepared.Error;
        else
            Refuse(prepared.Error);
        return default;
    }

    /// <summary>Completes, and tells the host's observers: in the order of the calls, so its lane's worker only.</summary>
    /// <returns>False if it was completed before.</returns>
    public bool End(Result<AppendOutcome> outcome)
    {
        if (!TrySetResult(outcome))
            return false;
        run?.After(SendAcks.From(Request.Conversation.Id, outcome));
        return true;
    }

    /// <summary>What was committed stays acknowledged, whatever has changed since: the store is asked under the same dedup key, by an entry that it
    /// cannot commit because it has no target.</summary>
    private void Refuse(ImError error)
    {
        Refusal = error;
        Request = Request with
        {
            Kind = EntryKind.Recalled, Countable = false, TargetSeq = 0, TargetVersion = null, Create = null, Members = [], Mentions = [],
            MentionsAll = false, Settings = null, Format = BodyFormat.None, Body = default,
        };
    }
}
