using ImKit.Threading;

namespace ImKit.Core.Tests.Hooks;

/// <summary>The thread pool; or, while it is held, a queue that a test runs itself, on its own thread. Any thread.</summary>
internal sealed class HeldWork : IWorkQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _items = new();
    private bool _held;

    // Whoever waits for work goes on where that work was done.
    public TaskCreationOptions SignalOptions => TaskCreationOptions.None;

    public void Queue(IThreadPoolWorkItem item)
    {
        // In one step: what is put here after a release would be run by nobody.
        lock (_gate)
        {
            if (_held)
                _items.Enqueue(item);
            else
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    public void Hold()
    {
        lock (_gate)
            _held = true;
    }

    public void RunAll()
    {
        while (TryTake(out var item))
            item!.Execute();
    }

    /// <summary>What is left, and what comes, goes to the thread pool.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held = false;
            while (_items.TryDequeue(out var item))
                ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private bool TryTake(out IThreadPoolWorkItem? item)
    {
        lock (_gate)
            return _items.TryDequeue(out item);
    }
}
