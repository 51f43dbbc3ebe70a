using System.Diagnostics.CodeAnalysis;

namespace ImKit.Threading;

/// <summary>Does one piece of work after the other off the loops while there is any, and costs nothing while there is none. Any thread.</summary>
/// <param name="work">Where it runs.</param>
internal abstract class SerialWorker(IWorkQueue work) : IThreadPoolWorkItem
{
    private int _scheduled;

    /// <summary>Whether a piece of work waits. Read at any time; who adds work calls <see cref="Schedule"/> after it.</summary>
    protected abstract bool HasWork { get; }

    /// <summary>Does what waits, one piece or a batch. Never called twice at once.</summary>
    protected abstract ValueTask RunBatchAsync();

    /// <summary>A batch threw, which is a mistake in this program: it must be heard of, and must not end the worker.</summary>
    protected abstract void OnFault(Exception fault);

    protected void Schedule()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0)
            work.Queue(this);
    }

    void IThreadPoolWorkItem.Execute() => _ = RunAsync();

    [SuppressMessage("Design", "CA1031", Justification = "One batch's failure must not stop those behind it.")]
    private async Task RunAsync()
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

        // A full fence: the look for work must not come before it, or work added in between would wait for the next.
        Interlocked.Exchange(ref _scheduled, 0);
        if (HasWork)
            Schedule();
    }
}
