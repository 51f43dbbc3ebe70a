using System.Collections.Concurrent;
using ImKit.Threading;

namespace ImKit.Core.Tests.Hooks;

/// <summary>The thread pool; or, while it is held, a queue that a test runs itself, on its own thread.</summary>
internal sealed class HeldWork : IWorkQueue
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _items = new();
    private volatile bool _held;

    // Whoever waits for work goes on where that work was done.
    public TaskCreationOptions SignalOptions => TaskCreationOptions.None;

    public void Queue(IThreadPoolWorkItem item)
    {
        if (_held)
            _items.Enqueue(item);
        else
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }

    public void Hold() => _held = true;

    public void RunAll()
    {
        while (_items.TryDequeue(out var item))
            item.Execute();
    }

    /// <summary>What is left, and what comes, goes to the thread pool.</summary>
    public void Release()
    {
        _held = false;
        while (_items.TryDequeue(out var item))
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
