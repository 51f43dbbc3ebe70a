using ImKit.Transports;
using Xunit;

namespace ImKit.Testing.Tests;

public sealed class SimulationTests
{
    [Fact]
    public void Whatever_a_timer_sets_off_runs_before_the_next_timer_fires()
    {
        var simulation = new Simulation(4);
        var loop = simulation.Scheduler.CreateLoop();
        var at = new List<double>();
        using var timer = simulation.Clock.CreateTimer(
            _ => loop.Execute(new Note(() => at.Add(simulation.Clock.Elapsed.TotalSeconds))), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        simulation.Advance(TimeSpan.FromSeconds(3.5));
        Assert.Equal([1, 2, 3], at);
        Assert.Equal(TimeSpan.FromSeconds(3.5), simulation.Clock.Elapsed);
    }

    [Fact]
    public async Task A_task_completes_on_virtual_time_only()
    {
        var simulation = new Simulation(4);
        var work = simulation.Scheduler.Start(async () => await Task.Delay(TimeSpan.FromHours(1), simulation.Clock));
        await simulation.CompleteAsync(work, within: TimeSpan.FromHours(2)).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromHours(1), simulation.Clock.Elapsed);
        await Assert.ThrowsAsync<TimeoutException>(() => simulation.CompleteAsync(new TaskCompletionSource().Task, within: TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Exploring_names_the_seed_that_fails()
    {
        var failure = await Assert.ThrowsAsync<SimulationException>(() => Simulation.ExploreAsync(10, 10, static simulation =>
            simulation.Scheduler.Seed == 17 ? throw new InvalidOperationException("planted") : Task.CompletedTask));
        Assert.Equal(17, failure.Seed);
        Assert.Contains("seed 17", failure.Message);
    }

    private sealed class Note(Action action) : ILoopWork
    {
        public void Run() => action();
    }
}
