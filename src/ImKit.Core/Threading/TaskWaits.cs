namespace ImKit.Threading;

/// <summary>Waits for what host code or a provider promised, which may come too late or never. Any thread.</summary>
internal static class TaskWaits
{
    /// <summary>Waits until the task ends or the token is cancelled. What a task that was given up throws later has nobody to wait for it; it is
    /// looked at, so that it counts as observed.</summary>
    /// <exception cref="OperationCanceledException">Given up, or the task itself was cancelled.</exception>
    public static async Task<T> OrGiveUpAsync<T>(this Task<T> task, CancellationToken cancel)
    {
        try
        {
            return await task.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!task.IsCompleted)
        {
            _ = task.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }
}
