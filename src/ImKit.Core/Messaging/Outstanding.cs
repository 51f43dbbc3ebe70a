using ImKit.Threading;

namespace ImKit.Messaging;

/// <summary>Counts work that is under way, so that a stop can wait for its end. Any thread.</summary>
internal sealed class Outstanding(IWorkQueue work)
{
    private readonly Lock _gate = new();
    private long _count;
    private TaskCompletionSource? _zero;

    public long Count => Volatile.Read(ref _count);

    public void Add(int count = 1)
    {
        lock (_gate)
            _count += count;
    }

    /// <summary>Adds one unless there are <paramref name="limit"/> already.</summary>
    public bool TryAdd(int limit)
    {
        lock (_gate)
        {
            if (_count >= limit)
                return false;
            _count++;
            return true;
        }
    }

    public void Done(int count = 1)
    {
        TaskCompletionSource? zero;
        lock (_gate)
        {
            _count -= count;
            if (_count > 0)
                return;
            zero = _zero;
        }

        // Outside the lock: in a simulation who waits goes on inside this call.
        zero?.TrySetResult();
    }

    /// <summary>Completes when nothing is under way.</summary>
    public Task WhenZeroAsync(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_count == 0)
                return Task.CompletedTask;
            if (_zero is null || _zero.Task.IsCompleted)
                _zero = work.CreateSignal();
            return _zero.Task.WaitAsync(cancel);
        }
    }
}
