using ImKit.Threading;

namespace ImKit.Messaging;

/// <summary>Does one piece of work after the other off the loops while there is any, and costs nothing while there is none.</summary>
internal abstract class SerialWorker(IWorkQueue work) : IThreadPoolWorkItem
{
    private int _scheduled;

    /// <summary>The work under way; completed while idle. Never faults.</summary>
    public Task Run { get; private set; } = Task.CompletedTask;

    /// <summary>Whether a piece of work waits. Read at any time; who adds work calls <see cref="Schedule"/> after it.</summary>
    protected abstract bool HasWork { get; }

    /// <summary>Does what waits, a batch of it. Never called twice at once.</summary>
    protected abstract ValueTask RunBatchAsync();

    /// <summary>A batch threw, which is a mistake in this program: it must be heard of, and must not end the worker.</summary>
    protected abstract void OnFault(Exception fault);

    protected void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            work.Queue(this);
    }

    void IThreadPoolWorkItem.Execute() => Run = RunAsync();

    private async Task RunAsync()
    {
        do
        {
            while (HasWork)
            {
                try
                {
                    await RunBatchAsync().ConfigureAwait(false);
                }
                catch (Exception fault)
                {
                    OnFault(fault);
                }
            }

            Interlocked.Exchange(ref _scheduled, 0);
        }
        while (HasWork && Interlocked.Exchange(ref _scheduled, 1) == 0);
    }
}
