using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Linux;

/// <summary>Work that a loop runs again and again, by the time it may sleep at most. Loop thread only, save for what says otherwise.</summary>
internal sealed class LoopTicker(ILoopWork work, TimeSpan period, TimeProvider time) : IDisposable
{
    private long _last = time.GetTimestamp();

    // Written by any thread.
    private volatile bool _ended;

    public bool Ended => _ended;

    /// <summary>Milliseconds until it is due, rounded up; 0 if it is.</summary>
    public int Left(long now) => (int)Math.Max(0, Math.Ceiling((period - time.GetElapsedTime(_last, now)).TotalMilliseconds));

    /// <summary>Runs it if it is due.</summary>
    public void RunIfDue(long now, ILogger logger)
    {
        if (Left(now) > 0)
            return;
        _last = now;
        try
        {
            work.Run();
        }
        catch (Exception thrown)
        {
            Log.LoopWorkFailed(logger, thrown);
        }
    }

    /// <summary>Any thread.</summary>
    public void Dispose() => _ended = true;
}
