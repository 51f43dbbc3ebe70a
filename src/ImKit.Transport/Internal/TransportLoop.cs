using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.Internal;

/// <summary>A DotNetty event loop as Core sees it: work in order, once each, or refused.</summary>
/// <remarks>DotNetty wraps every delegate and swallows what is posted after its end. Here work waits in a list of its own, for which one
/// entry stands in DotNetty's queue, so posting allocates nothing and a stop is exact: what was accepted runs.</remarks>
internal sealed class TransportLoop(SingleThreadEventLoop executor, ILogger logger) : Transports.IEventLoop, IRunnable
{
    private readonly Lock _gate = new();
    private List<ILoopWork> _waiting = [];
    private List<ILoopWork> _running = [];
    private bool _scheduled;
    private bool _stopped;

    public bool InLoop => executor.InEventLoop;

    public bool Execute(ILoopWork work)
    {
        lock (_gate)
        {
            if (_stopped)
                return false;
            _waiting.Add(work);
            if (!_scheduled)
            {
                // Inside the lock: after Stop nothing may enter the executor's queue any more.
                _scheduled = true;
                executor.Execute(this);
            }
        }

        return true;
    }

    /// <summary>Refuses work from now on, runs what was accepted and ends the thread.</summary>
    public Task StopAsync(TimeSpan timeout)
    {
        lock (_gate)
            _stopped = true;
        return executor.ShutdownGracefullyAsync(TimeSpan.Zero, timeout);
    }

    void IRunnable.Run()
    {
        lock (_gate)
            (_waiting, _running) = (_running, _waiting);
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
        lock (_gate)
        {
            _scheduled = _waiting.Count > 0;
            if (_scheduled)
                executor.Execute(this);
        }
    }
}
