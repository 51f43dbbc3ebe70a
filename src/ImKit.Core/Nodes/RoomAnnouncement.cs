using ImKit.Threading;

namespace ImKit.Nodes;

/// <summary>One change of interest on its way to the directory, and who waits for it. Any thread.</summary>
/// <remarks>Each waiter has a signal of its own: of several awaiters of one task all but one go on through the thread pool, whatever runs them.</remarks>
internal sealed class RoomAnnouncement(IWorkQueue work)
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waiters = [];
    private bool _done;

    public Task WhenDone()
    {
        lock (_gate)
        {
            if (_done)
                return Task.CompletedTask;
            var signal = work.CreateSignal();
            _waiters.Add(signal);
            return signal.Task;
        }
    }

    public void Finish()
    {
        lock (_gate)
            _done = true;
        foreach (var waiter in _waiters)
            waiter.TrySetResult();
    }
}
