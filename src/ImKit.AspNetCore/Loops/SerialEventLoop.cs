using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImKit.Transports.AspNetCore;

/// <summary>An event loop without a thread of its own: a queue that the thread pool works off, never twice at once.</summary>
/// <remarks>It has no end of its own: after <see cref="Stop"/> only its own connections still get their turns, until they have ended.</remarks>
internal sealed class SerialEventLoop(ILogger logger) : IEventLoop, IThreadPoolWorkItem
{
    /// <summary>Works off at most so many entries before others of the pool get their turn.</summary>
    private const int Slice = 256;

    [ThreadStatic]
    private static SerialEventLoop? t_current;

    // ILoopWork of Core's or the Action of a connection's task. How many may wait is bounded by who posts: Core bounds its pushes,
    // a connection has at most its reader, one send and one close on the way.
    private readonly ConcurrentQueue<object> _queue = new();
    private int _scheduled;
    private volatile bool _stopped;

    public bool InLoop => t_current == this;

    public bool Execute(ILoopWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_stopped)
            return false;
        Post(work);
        return true;
    }

    /// <summary>Runs the continuation on the loop, later.</summary>
    public void Post(Action continuation) => Post((object)continuation);

    /// <summary>Runs the continuation in a turn of its own on the loop: at once on this thread if the loop is idle, which saves the way through the
    /// pool's queue, and never inside what this or another loop runs on this thread.</summary>
    public void Enter(Action continuation)
    {
        if (t_current is not null || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
        {
            Post((object)continuation);
            return;
        }

        t_current = this;
        RunOne(continuation);
        t_current = null;
        Release();
    }

    /// <summary>The rest of the calling method runs in a turn of its own on this loop.</summary>
    public LoopEntry Enter() => new(this, stay: false);

    /// <summary>The same after an await that may have left the loop; if it has not, the method just goes on.</summary>
    public LoopEntry EnterAfter(bool left) => new(this, stay: !left);

    /// <summary>Takes no more work of Core's.</summary>
    public void Stop() => _stopped = true;

    void IThreadPoolWorkItem.Execute()
    {
        t_current = this;
        for (var i = 0; i < Slice && _queue.TryDequeue(out var work); i++)
            RunOne(work);
        t_current = null;
        Release();
    }

    private void Post(object work)
    {
        _queue.Enqueue(work);
        if (Interlocked.CompareExchange(ref _scheduled, 1, 0) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Release()
    {
        if (_queue.IsEmpty)
        {
            // A full fence: whoever enqueued before it is seen below, whoever enqueues after it sees 0.
            Interlocked.Exchange(ref _scheduled, 0);
            if (_queue.IsEmpty || Interlocked.CompareExchange(ref _scheduled, 1, 0) != 0)
                return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void RunOne(object work)
    {
        try
        {
            if (work is Action continuation)
                continuation();
            else
                ((ILoopWork)work).Run();
        }
#pragma warning disable CA1031 // One piece of work that fails must not end the loop of a thousand connections.
        catch (Exception error)
#pragma warning restore CA1031
        {
            AspNetCoreLog.LoopWorkFailed(logger, error, work.GetType().Name);
        }
    }
}
