namespace ImKit.Testing;

/// <summary>Runs the work of several simulated loops, and single pieces of work, one at a time in an order that a seed chooses.</summary>
/// <remarks>
/// <para>The same seed and the same work give the same order and so the same <see cref="Trace"/>: an interleaving that fails can be replayed.
/// That holds as long as work is queued only by work and by the thread that steps; anything else (a real timer, the thread pool) is safe,
/// but its moment is not the seed's.</para>
/// <para>Work runs without a <see cref="SynchronizationContext"/>, so that an await with <c>ConfigureAwait(false)</c> continues inside the work
/// that completes it and does not escape to the thread pool. Only in actors (<see cref="Start"/>) the scheduler is the current context.</para>
/// <para>Threading: queueing from any thread; one thread steps at a time, and work must not step.</para>
/// </remarks>
public sealed class SeededScheduler
{
    private const int MaxFailuresKept = 16;
    private readonly Lock _gate = new();
    private readonly List<WorkSource> _ready = [];
    private readonly List<Exception> _failures = [];
    private readonly SynchronizationContext _context;
    private SplitMix _random;
    private WorkSource? _running;
    private int _runningThread;
    private long _sources;
    private TaskCompletionSource? _queued;

    /// <summary>A scheduler.</summary>
    /// <param name="seed">Chooses the order.</param>
    public SeededScheduler(int seed)
    {
        Seed = seed;
        _random = new SplitMix((ulong)(uint)seed);
        _context = new SchedulerContext(this);
    }

    /// <summary>The seed.</summary>
    public int Seed { get; }

    /// <summary>The decisions so far.</summary>
    public SchedulerTrace Trace { get; } = new();

    /// <summary>Whether <see cref="RunUntilIdle"/> throws when work has thrown. Default true.</summary>
    public bool ThrowsFailures { get; set; } = true;

    /// <summary>What work has thrown; the first 16.</summary>
    public IReadOnlyList<Exception> Failures
    {
        get
        {
            lock (_gate)
                return [.. _failures];
        }
    }

    /// <summary>Whether there is nothing to run.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return _ready.Count == 0;
        }
    }

    /// <summary>Adds a loop.</summary>
    /// <param name="name">For traces.</param>
    public SimulatedLoop CreateLoop(string name = "loop") => new(this, Interlocked.Increment(ref _sources), name);

    /// <summary>Queues a single piece of work, in no order with any other.</summary>
    public void Queue(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_gate)
            AddReady(new SingleWork(Interlocked.Increment(ref _sources), work));
    }

    /// <summary>Queues a piece of work as the thread pool would take it.</summary>
    public void Queue(IThreadPoolWorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Queue(work.Execute);
    }

    /// <summary>Starts an asynchronous actor as a piece of work; its awaits (without <c>ConfigureAwait(false)</c>) continue as work.</summary>
    /// <returns>The actor's task.</returns>
    public Task Start(Func<Task> actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _context.Post(_ => _ = RunAsync(), null);
        return done.Task;

        async Task RunAsync()
        {
            try
            {
                await actor().ConfigureAwait(true);
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }
    }

    /// <summary>Runs one piece of work.</summary>
    /// <returns>False if there was none.</returns>
    /// <exception cref="InvalidOperationException">Called by work, or by two threads at once.</exception>
    public bool Step()
    {
        Action work;
        lock (_gate)
        {
            if (_running is not null)
                throw new InvalidOperationException("The scheduler is already running a piece of work.");
            if (_ready.Count == 0)
                return false;
            work = Choose();
        }

        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            work();
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                if (_failures.Count < MaxFailuresKept)
                    _failures.Add(failure);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
            lock (_gate)
                _running = null;
        }

        return true;
    }

    /// <summary>Runs until nothing is left to run.</summary>
    /// <param name="maxSteps">After so many pieces of work it gives up.</param>
    /// <returns>Pieces of work run.</returns>
    /// <exception cref="SimulationException">Work has thrown, or there is no end.</exception>
    public int RunUntilIdle(int maxSteps = 100_000_000)
    {
        var steps = 0;
        while (Step())
        {
            if (++steps >= maxSteps)
                throw new SimulationException(Seed, $"Not idle after {maxSteps} steps.");
        }

        lock (_gate)
        {
            if (ThrowsFailures && _failures.Count > 0)
                throw new SimulationException(Seed, $"Work has thrown: {_failures[0].Message}", _failures[0]);
        }

        return steps;
    }

    internal bool IsRunning(WorkSource source) => _running == source && _runningThread == Environment.CurrentManagedThreadId;

    internal bool Enqueue(WorkSource source, SimulatedLoop.Queue queue, Transports.ILoopWork work)
    {
        lock (_gate)
        {
            if (queue.Stopped)
                return false;
            queue.Work.Enqueue(work);
            if (queue.Work.Count == 1)
                AddReady(source);
            return true;
        }
    }

    internal void Stop(SimulatedLoop.Queue queue)
    {
        lock (_gate)
            queue.Stopped = true;
    }

    /// <summary>Completes when something is there to run.</summary>
    internal Task WorkQueuedAsync()
    {
        lock (_gate)
            return _ready.Count > 0 ? Task.CompletedTask : (_queued ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    private void AddReady(WorkSource source)
    {
        _ready.Add(source);
        _queued?.TrySetResult();
        _queued = null;
    }

    private Action Choose()
    {
        var index = _random.Below(_ready.Count);
        var source = _ready[index];
        Trace.Add(new SchedulerDecision(source.Number, source.Name, _ready.Count));
        var work = source.Take(out var more);
        if (!more)
        {
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
        }

        _running = source;
        _runningThread = Environment.CurrentManagedThreadId;
        return work;
    }
}
