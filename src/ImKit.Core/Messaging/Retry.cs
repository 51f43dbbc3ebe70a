using ImKit.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ImKit.Messaging;

/// <summary>Repeats an after-commit step until it succeeds or the server stops: what is committed is never passed over. Any thread.</summary>
internal sealed partial class Retry(TimeProvider time, MessagingMetrics metrics, ILogger<Retry> logger)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    // What waits for the store is behind by no more than this once it answers again; of a node there are a hundred such waits at most.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Runs a step.</summary>
    /// <exception cref="OperationCanceledException">The server stops; the step may not have been done.</exception>
    public async ValueTask<T> UntilDoneAsync<TArg, T>(
        string step, Func<TArg, CancellationToken, ValueTask<T>> action, TArg arg, CancellationToken stop)
    {
        for (var wait = First; ; wait = wait * 2 < Longest ? wait * 2 : Longest)
        {
            try
            {
                stop.ThrowIfCancellationRequested();
                return await action(arg, stop).ConfigureAwait(false);
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                metrics.Retried(step);
                LogRetry(step, wait.TotalMilliseconds, e);
            }

            await Task.Delay(wait, time, stop).ConfigureAwait(false);
        }
    }
}
