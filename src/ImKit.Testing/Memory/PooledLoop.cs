using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>An event loop without a thread of its own: its work runs one after the other on the thread pool.</summary>
internal sealed class PooledLoop(Action<Exception> onError) : IEventLoop, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static PooledLoop? s_current;

    private readonly Lock _gate = new();
    private List<ILoopWork> _queue = [];
    private List<ILoopWork> _batch = [];
    private bool _scheduled;
    private bool _stopped;

    public bool InLoop => s_current == this;

    public bool Execute(ILoopWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_gate)
        {
            if (_stopped)
                return false;
            _queue.Add(work);
            if (_scheduled)
                return true;
            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    public void Stop()
    {
        lock (_gate)
            _stopped = true;
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
            (_queue, _batch) = (_batch, _queue);
        s_current = this;
        foreach (var work in _batch)
            Run(work);
        s_current = null;
        _batch.Clear();
        lock (_gate)
        {
            _scheduled = _queue.Count > 0;
            if (!_scheduled)
                return;
        }

        // A turn per batch, so that loops share the pool's threads fairly.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Run(ILoopWork work)
    {
        try
        {
            work.Run();
        }
        catch (Exception error)
        {
            onError(error);
        }
    }
}
