using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>Takes events from the loops to the observers, one at a time in order. Any thread.</summary>
internal sealed partial class ObserverQueue
{
    private const int Limit = 65536;
    private readonly SerialQueue<(IConnectionObserver Observer, Func<IConnectionObserver, ValueTask> Tell)> _worker;
    private readonly IReadOnlyList<IConnectionObserver> _observers;

    public ObserverQueue(IReadOnlyList<IConnectionObserver> observers, IWorkQueue work, ILogger logger)
    {
        _observers = observers;
        _worker = new(static item => item.Tell(item.Observer), (item, error) => LogFailed(logger, item.Observer.GetType().Name, error), work, Limit);
    }

    /// <summary>Events that nobody heard because too many waited.</summary>
    public long Dropped => _worker.Dropped;

    public void Post(Func<IConnectionObserver, ValueTask> tell)
    {
        foreach (var observer in _observers)
            _worker.TryPost((observer, tell));
    }

    [LoggerMessage(2090, LogLevel.Error, "Observer {Observer} failed.")]
    private static partial void LogFailed(ILogger logger, string observer, Exception error);
}
