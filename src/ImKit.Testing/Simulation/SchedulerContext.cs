namespace ImKit.Testing;

/// <summary>Brings awaits of simulated work back to the scheduler.</summary>
internal sealed class SchedulerContext(SeededScheduler scheduler) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => scheduler.Queue(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("A simulation never blocks one piece of work for another.");

    public override SynchronizationContext CreateCopy() => this;
}
