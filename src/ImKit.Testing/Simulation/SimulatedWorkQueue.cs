using ImKit.Threading;

namespace ImKit.Testing;

/// <summary>Takes what a server would give to the thread pool to a seeded scheduler instead.</summary>
internal sealed class SimulatedWorkQueue(SeededScheduler scheduler) : IWorkQueue
{
    public void Queue(IThreadPoolWorkItem item) => scheduler.Queue(item);

    /// <summary>Its awaiters go on inside the work that sets it: through the thread pool they would leave the simulation.</summary>
    public TaskCreationOptions SignalOptions => TaskCreationOptions.None;
}
