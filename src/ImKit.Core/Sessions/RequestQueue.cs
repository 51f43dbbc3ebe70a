using ImKit.Threading;
namespace ImKit.Sessions;

/// <summary>The requests of one connection that wait or run: one at a time in arrival order, unless their operation allows more. Loop thread only.</summary>
internal sealed class RequestQueue(IWorkQueue work) : IDisposable
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

    /// <summary>A request that ran on has its answer.</summary>
    public void OnAnsweredLater() => _later--;

    /// <summary>The connection is gone: what waits never starts, what runs is told.</summary>
    public void Dispose()
    {
        _waiting.Clear();
        _closed.Cancel();
        _closed.Dispose();
    }

    private void StartNext()
    {
        while (_waiting.TryPeek(out var next)
            && (_running == 0 || (next.Operation == _runningOperation && _running < next.Concurrency)))
        {
            _waiting.Dequeue();
            _running++;
            _runningOperation = next.Operation;
            work.Queue(next);
        }
    }
}
