namespace ImKit.Testing;

/// <summary>Brings an actor's awaits back to the scheduler, each as a piece of work of its own.</summary>
internal sealed class SchedulerContext(SeededScheduler scheduler) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => scheduler.Queue(() =>
    {
        SetSynchronizationContext(this);
        d(state);
    });

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A simulation never blocks one piece of work for another.");

    public override SynchronizationContext CreateCopy() => this;
}
