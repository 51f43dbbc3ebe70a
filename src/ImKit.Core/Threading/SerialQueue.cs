using System.Collections.Concurrent;

namespace ImKit.Threading;

/// <summary>Handles items one after the other off the loops, in the order in which they were posted. Any thread.</summary>
/// <param name="handle">Handles one item.</param>
/// <param name="failed">Told what <paramref name="handle"/> threw; the queue goes on.</param>
/// <param name="work">Where it runs.</param>
/// <param name="limit">Items that may wait.</param>
internal sealed class SerialQueue<T>(Func<T, ValueTask> handle, Action<T, Exception> failed, IWorkQueue work, int limit) : SerialWorker(work)
{
    private readonly ConcurrentQueue<T> _items = new();
    private T _current = default!;
    private int _count;
    private long _dropped;

    /// <summary>Items refused because as many waited as may.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    protected override bool HasWork => !_items.IsEmpty;

    /// <returns>False if as many wait as may; the item is counted as dropped.</returns>
    public bool TryPost(T item)
    {
        if (Interlocked.Increment(ref _count) > limit)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _dropped);
            return false;
        }

        _items.Enqueue(item);
        Schedule();
        return true;
    }

    protected override ValueTask RunBatchAsync()
    {
        if (!_items.TryDequeue(out _current!))
            return ValueTask.CompletedTask;
        Interlocked.Decrement(ref _count);
        return handle(_current);
    }

    protected override void OnFault(Exception fault) => failed(_current, fault);
}
