using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>An event loop whose turns a <see cref="SeededScheduler"/> gives: first in, first out within the loop, any order between loops.</summary>
public sealed class SimulatedLoop : IEventLoop
{
    private readonly SeededScheduler _scheduler;
    private readonly Source _source;

    internal SimulatedLoop(SeededScheduler scheduler, long number, string name)
    {
        _scheduler = scheduler;
        _source = new Source(number, name);
    }

    /// <summary>The loop's name, for traces.</summary>
    public string Name => _source.Name;

    internal SeededScheduler Scheduler => _scheduler;

    /// <inheritdoc/>
    public bool InLoop => _scheduler.IsRunning(_source);

    /// <inheritdoc/>
    public bool Execute(ILoopWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _scheduler.Enqueue(_source, _source.Queue, work);
    }

    /// <summary>Takes no more work; what is queued still runs.</summary>
    public void Stop() => _scheduler.Stop(_source.Queue);

    internal sealed class Queue
    {
        public Queue<ILoopWork> Work { get; } = new();

        public bool Stopped { get; set; }
    }

    private sealed class Source(long number, string name) : WorkSource(number, name)
    {
        public Queue Queue { get; } = new();

        public override Action Take(out bool more)
        {
            var work = Queue.Work.Dequeue();
            more = Queue.Work.Count > 0;
            return work.Run;
        }
    }
}
