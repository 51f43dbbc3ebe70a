using ImKit.Client.Diagnostics;
using Microsoft.Extensions.Logging;

namespace ImKit.Client;

/// <summary>Calls the application's handlers. What they throw is counted and told, and stops nothing.</summary>
internal sealed class Notifier(Counters counters, ILogger log)
{
    public Action<Exception>? Failed { get; set; }

    public void Tell<T>(Action<T>? handlers, T what)
    {
        if (handlers is null)
            return;
        try
        {
            handlers(what);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(e);
        }
    }

    public void Fail(Exception error)
    {
        counters.Failures.Add();
        ClientLog.Failure(log, error);
        try
        {
            Failed?.Invoke(error);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // It is counted; there is nobody left to tell.
            counters.Failures.Add();
        }
    }
}
