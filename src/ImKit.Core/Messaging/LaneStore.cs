using ImKit.Diagnostics;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One append of a lane's batch: with a deadline, measured, its answer checked. Any thread.</summary>
internal sealed class LaneStore(IMessageStore store, StoreCalls calls, TimeProvider time, MessagingMetrics metrics)
{
    /// <summary>Appends.</summary>
    /// <exception cref="StorageException">Nothing is known of any item.</exception>
    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(AppendRequest[] batch)
    {
        using var activity = ImKitActivities.Append(batch.Length);
        var started = time.GetTimestamp();
        var outcomes = await calls.RunAsync(store.AppendAsync, (IReadOnlyList<AppendRequest>)batch, CancellationToken.None).ConfigureAwait(false);
        metrics.Appended(time.GetElapsedTime(started));
        return outcomes.Count == batch.Length
            ? outcomes
            : throw new StorageException($"The store answered {outcomes.Count} outcomes for {batch.Length} items.");
    }
}
