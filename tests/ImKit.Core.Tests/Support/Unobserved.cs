namespace ImKit.Core.Tests.Support;

/// <summary>Hears of exceptions of tasks that nobody looked at.</summary>
internal static class Unobserved
{
    /// <summary>Whether an exception with a message is among them after something was done and the garbage was collected.</summary>
    public static async Task<bool> AfterAsync(Action act, string message)
    {
        var heard = false;
        EventHandler<UnobservedTaskExceptionEventArgs> listen = (_, e) =>
            heard |= e.Exception.Flatten().InnerExceptions.Any(inner => inner.Message == message);
        TaskScheduler.UnobservedTaskException += listen;
        try
        {
            // On a thread of its own, so that no local of this method keeps the task alive.
            var thread = new Thread(act.Invoke);
            thread.Start();
            thread.Join();
            await Task.Yield();
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            return heard;
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= listen;
        }
    }
}
