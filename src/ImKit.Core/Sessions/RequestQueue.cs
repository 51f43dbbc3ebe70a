using System.Diagnostics.CodeAnalysis;
using ImKit.Channels;
using ImKit.Threading;
using Microsoft.Extensions.Logging;

namespace ImKit.Sessions;

/// <summary>The requests of one connection that wait or run: one at a time in arrival order, unless their operation allows more. Loop thread only.</summary>
/// <remarks>None begins while the client has yet to take a reply: it gets what it asks for as fast as it reads, and no faster.</remarks>
internal sealed partial class RequestQueue(ClientChannel channel, IWorkQueue work, ILogger logger) : IDisposable
{
    private readonly Queue<Request> _waiting = new();
    private readonly CancellationTokenSource _closed = new();
    private int _running;
    private int _later;
    private int _runningOperation;

    /// <summary>Waiting, running, and running on after the next may start.</summary>
    public int Count => _waiting.Count + _running + _later;

    /// <summary>Cancelled when the connection is gone.</summary>
    public CancellationToken Closed => _closed.Token;

    public void Add(Request request)
    {
        _waiting.Enqueue(request);
        StartNext();
    }

    /// <summary>A request no longer holds up the next; it may still owe its answer.</summary>
    public void OnStarted(bool answered)
    {
        _running--;
        if (!answered)
            _later++;
        StartNext();
    }

    /// <summary>The client has taken something.</summary>
    public void OnTaken() => StartNext();

    /// <summary>A request that ran on has its answer.</summary>
    public void OnAnsweredLater() => _later--;

    /// <summary>The connection is gone: what waits never starts, what runs is told, off the loop, since what a handler does about it is the host's code.</summary>
    public void Dispose()
    {
        _waiting.Clear();
        work.Queue(new Cancellation(_closed, logger));
    }

    private void StartNext()
    {
        while (!channel.OwesReplies && _waiting.TryPeek(out var next)
            && (_running == 0 || (next.Operation == _runningOperation && _running < next.Concurrency)))
        {
            _waiting.Dequeue();
            _running++;
            _runningOperation = next.Operation;
            work.Queue(next);
        }
    }

    private sealed class Cancellation(CancellationTokenSource closed, ILogger logger) : IThreadPoolWorkItem
    {
        [SuppressMessage("Design", "CA1031", Justification = "What a handler does when it is cancelled must not end the process.")]
        void IThreadPoolWorkItem.Execute()
        {
            try
            {
                closed.Cancel();
            }
            catch (Exception error)
            {
                LogCancelFailed(logger, error);
            }

            closed.Dispose();
        }
    }

    [LoggerMessage(2012, LogLevel.Error, "A handler failed when it was told that its client is gone.")]
    private static partial void LogCancelFailed(ILogger logger, Exception error);
}
