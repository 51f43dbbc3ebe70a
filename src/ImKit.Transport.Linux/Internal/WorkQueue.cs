using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Linux;

/// <summary>Work posted to a loop: in order, once each, or refused. Posting allocates nothing, and a stop is exact: what was accepted runs.</summary>
/// <param name="wake">Wakes the loop out of its sleep. Any thread.</param>
/// <param name="logger">Where failures of the work go.</param>
internal sealed class WorkQueue(Action wake, ILogger logger)
{
    private readonly Lock _gate = new();
    private List<ILoopWork> _waiting = [];
    private List<ILoopWork> _running = [];
    private bool _sleeping;
    private bool _stopped;

    /// <summary>Any thread.</summary>
    /// <returns>False once the queue has stopped.</returns>
    public bool Add(ILoopWork work)
    {
        bool asleep;
        lock (_gate)
        {
            if (_stopped)
                return false;
            _waiting.Add(work);
            asleep = _sleeping;
            _sleeping = false;
        }

        if (asleep)
            wake();
        return true;
    }

    /// <summary>Refuses work from now on. Any thread.</summary>
    public void Stop()
    {
        lock (_gate)
            _stopped = true;
        wake();
    }

    /// <summary>Loop thread only.</summary>
    /// <returns>Whether the loop may sleep: whoever adds work from now on wakes it.</returns>
    public bool TrySleep()
    {
        lock (_gate)
            return _sleeping = _waiting.Count == 0 && !_stopped;
    }

    /// <summary>The loop is up, so nobody needs to wake it. Loop thread only.</summary>
    public void Awake() => Volatile.Write(ref _sleeping, false);

    /// <summary>Runs what has waited; what comes meanwhile waits for the next call. Loop thread only.</summary>
    /// <returns>False once the queue has stopped and nothing is left.</returns>
    public bool Run()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return !_stopped;
            (_waiting, _running) = (_running, _waiting);
        }

        foreach (var work in _running)
        {
            try
            {
                work.Run();
            }
            catch (Exception thrown)
            {
                Log.LoopWorkFailed(logger, thrown);
            }
        }

        _running.Clear();
        return true;
    }
}
