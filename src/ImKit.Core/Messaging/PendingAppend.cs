using ImKit.Storage;
using ImKit.Threading;

namespace ImKit.Messaging;

/// <summary>One request on its way through a lane. Completes with the store's outcome, or with why there is none; never faults.</summary>
internal sealed class PendingAppend(AppendRequest request, IWorkQueue work) : TaskCompletionSource<Result<AppendOutcome>>(work.SignalOptions)
{
    public AppendRequest Request { get; } = request;
}
