namespace ImKit.Testing;

/// <summary>A clock and a scheduler that belong together: a whole server on virtual time, in an order that a seed chooses.</summary>
/// <remarks>Give <see cref="Clock"/> to the server as its <see cref="TimeProvider"/> and <see cref="CreateTransport"/> as its transport.
/// Threading: one thread drives a simulation.</remarks>
public sealed class Simulation
{
    // Real time for what has left the scheduler, when virtual time cannot help any more.
    private static readonly TimeSpan StrayPatience = TimeSpan.FromSeconds(5);

    /// <summary>A simulation.</summary>
    /// <param name="seed">Chooses the order.</param>
    public Simulation(int seed) => Scheduler = new SeededScheduler(seed);

    /// <summary>The clock.</summary>
    public VirtualClock Clock { get; } = new();

    /// <summary>The scheduler.</summary>
    public SeededScheduler Scheduler { get; }

    /// <summary>Runs a scenario under many seeds.</summary>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="scenario">The scenario; an exception fails the run.</param>
    /// <exception cref="SimulationException">A seed has failed; the message names it, the inner exception is the scenario's.</exception>
    public static async Task ExploreAsync(int firstSeed, int seeds, Func<Simulation, Task> scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        for (var seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            try
            {
                await scenario(new Simulation(seed)).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not SimulationException)
            {
                throw new SimulationException(seed, failure.Message, failure);
            }
        }
    }

    /// <summary>An in-memory transport on this simulation's scheduler.</summary>
    public InMemoryTransport CreateTransport() => new(Scheduler);

    /// <summary>Runs until nothing is left to run; time stands still.</summary>
    public void RunUntilIdle() => Scheduler.RunUntilIdle();

    /// <summary>Lets time pass: from timer to timer, and whatever a timer sets off runs before the next one fires.</summary>
    /// <param name="by">How long.</param>
    public void Advance(TimeSpan by)
    {
        var end = Clock.Elapsed + by;
        RunUntilIdle();
        while (Clock.UntilNextTimer is { } next && Clock.Elapsed + next <= end)
        {
            Clock.Advance(next);
            RunUntilIdle();
        }

        Clock.Advance(end - Clock.Elapsed);
    }

    /// <summary>Runs, and lets time pass where nothing else is left to do, until a task has completed.</summary>
    /// <param name="task">The task.</param>
    /// <param name="within">The virtual time it may take.</param>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public async Task CompleteAsync(Task task, TimeSpan within)
    {
        ArgumentNullException.ThrowIfNull(task);
        var end = Clock.Elapsed + within;
        var idleSince = TimeProvider.System.GetTimestamp();
        RunUntilIdle();
        while (!task.IsCompleted)
        {
            // What the task does outside the scheduler (a continuation on the thread pool) gets a moment of real time before virtual time moves.
            await Task.WhenAny(task, Scheduler.WorkQueuedAsync(), Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System)).ConfigureAwait(false);
            var moved = !Scheduler.IsIdle || (!task.IsCompleted && TryAdvanceToNextTimer(end));
            RunUntilIdle();
            if (moved)
                idleSince = TimeProvider.System.GetTimestamp();
            else if (!task.IsCompleted && TimeProvider.System.GetElapsedTime(idleSince) > StrayPatience)
                throw new TimeoutException($"Not completed when the virtual clock had moved to {Clock.Elapsed}.");
        }

        await task.ConfigureAwait(false);
    }

    private bool TryAdvanceToNextTimer(TimeSpan end)
    {
        if (Clock.UntilNextTimer is not { } next || Clock.Elapsed + next > end)
            return false;
        Clock.Advance(next);
        return true;
    }
}
