using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ImKit.Threading;

/// <summary>Handles items one after the other off the loops, in the order in which they were posted. Costs nothing while idle. Any thread.</summary>
/// <param name="handle">Handles one item.</param>
/// <param name="failed">Told what <paramref name="handle"/> threw; the worker goes on.</param>
/// <param name="work">Where it runs.</param>
/// <param name="limit">Items that may wait.</param>
internal sealed class SerialWorker<T>(Func<T, ValueTask> handle, Action<T, Exception> failed, IWorkQueue work, int limit) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<T> _items = new();
    private int _count;
    private int _scheduled;
    private long _dropped;

    /// <summary>Items refused because as many waited as may.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

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
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            work.Queue(this);
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    [SuppressMessage("Design", "CA1031", Justification = "One item's failure must not stop those behind it.")]
    private async Task RunAsync()
    {
        while (_items.TryDequeue(out var item))
        {
            Interlocked.Decrement(ref _count);
            try
            {
                await handle(item).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failed(item, error);
            }
        }

        // A full fence: the look at the queue must not come before it, or a command posted in between would wait for the next.
        Interlocked.Exchange(ref _scheduled, 0);
        if (!_items.IsEmpty && Interlocked.Exchange(ref _scheduled, 1) == 0)
            work.Queue(this);
    }
}
