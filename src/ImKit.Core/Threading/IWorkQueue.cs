namespace ImKit.Threading;

/// <summary>Where host code and waiting start: the thread pool, or a simulator's scheduler. Any thread.</summary>
internal interface IWorkQueue
{
    void Queue(IThreadPoolWorkItem item);

    /// <summary>A signal whose awaiters go on where work starts: on the thread pool, or inside the simulated work that sets it.</summary>
    TaskCompletionSource CreateSignal() => new(SignalOptions);

    /// <summary>The same for a signal that carries a result.</summary>
    TaskCreationOptions SignalOptions { get; }
}

/// <summary>The thread pool, with no scheduler and no execution context captured.</summary>
internal sealed class ThreadPoolWorkQueue : IWorkQueue
{
    public void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);

    public TaskCreationOptions SignalOptions => TaskCreationOptions.RunContinuationsAsynchronously;
}
