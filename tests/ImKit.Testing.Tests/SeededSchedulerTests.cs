using ImKit.Transports;
using Xunit;

namespace ImKit.Testing.Tests;

public sealed class SeededSchedulerTests
{
    [Fact]
    public void The_same_seed_takes_the_same_decisions()
    {
        var first = RunThreeLoops(seed: 12);
        var second = RunThreeLoops(seed: 12);
        Assert.Equal(first.Log, second.Log);
        Assert.Equal(first.Trace.Hash, second.Trace.Hash);
        Assert.Equal(first.Trace.Recent, second.Trace.Recent);
        Assert.Equal(first.Log.Count, first.Trace.Count);
    }

    [Fact]
    public void Different_seeds_take_different_decisions() =>
        Assert.True(Enumerable.Range(0, 100).Select(static seed => RunThreeLoops(seed).Trace.Hash).Distinct().Count() > 95);

    [Fact]
    public void Within_a_loop_work_keeps_its_order_under_every_seed()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            foreach (var loop in RunThreeLoops(seed).Log.GroupBy(static entry => entry[0]))
                Assert.Equal(loop.Order(StringComparer.Ordinal), loop);
        }
    }

    [Fact]
    public void A_planted_lost_update_is_found_by_some_seeds_and_replayed_by_each_of_them()
    {
        var failing = Enumerable.Range(0, 200).Where(static seed => LostUpdate(seed) != 2).ToArray();
        Assert.InRange(failing.Length, 1, 199);
        Assert.All(failing, static seed => Assert.NotEqual(2, LostUpdate(seed)));
    }

    [Fact]
    public void An_actor_continues_on_the_scheduler_after_its_awaits()
    {
        var scheduler = new SeededScheduler(3);
        var thread = Environment.CurrentManagedThreadId;
        var threads = new List<int>();
        var actor = scheduler.Start(async () =>
        {
            for (var i = 0; i < 5; i++)
            {
                await Task.Yield();
                threads.Add(Environment.CurrentManagedThreadId);
            }
        });
        Assert.Equal(6, scheduler.RunUntilIdle());
        Assert.True(actor.IsCompletedSuccessfully);
        Assert.Equal(Enumerable.Repeat(thread, 5), threads);
    }

    [Fact]
    public void Work_that_throws_ends_nothing_else_and_fails_the_run_with_its_seed()
    {
        var scheduler = new SeededScheduler(77);
        var ran = 0;
        scheduler.Queue(static () => throw new InvalidOperationException("planted"));
        scheduler.Queue(() => ran++);
        var failure = Assert.Throws<SimulationException>(() => scheduler.RunUntilIdle());
        Assert.Equal(1, ran);
        Assert.Contains("77", failure.Message);
        Assert.Equal("planted", failure.InnerException!.Message);
    }

    [Fact]
    public void Work_cannot_step_the_scheduler_it_runs_on_and_an_endless_run_is_reported()
    {
        var scheduler = new SeededScheduler(1);
        scheduler.Queue(() => scheduler.Step());
        Assert.IsType<InvalidOperationException>(Assert.Throws<SimulationException>(() => scheduler.RunUntilIdle()).InnerException);

        var endless = new SeededScheduler(1);
        void Again() => endless.Queue(Again);
        Again();
        Assert.Throws<SimulationException>(() => endless.RunUntilIdle(maxSteps: 1000));
    }

    [Fact]
    public void A_stopped_loop_runs_what_it_has_and_takes_no_more()
    {
        var scheduler = new SeededScheduler(1);
        var loop = scheduler.CreateLoop();
        var ran = 0;
        Assert.True(loop.Execute(new Work(() => ran++)));
        loop.Stop();
        Assert.False(loop.Execute(new Work(() => ran++)));
        scheduler.RunUntilIdle();
        Assert.Equal(1, ran);
        Assert.False(loop.InLoop);
    }

    private static (List<string> Log, SchedulerTrace Trace) RunThreeLoops(int seed)
    {
        var scheduler = new SeededScheduler(seed);
        var log = new List<string>();
        foreach (var name in "abc")
        {
            var loop = scheduler.CreateLoop(name.ToString());
            for (var i = 0; i < 10; i++)
            {
                var entry = $"{name}{i}";
                loop.Execute(new Work(() =>
                {
                    Assert.True(loop.InLoop);
                    log.Add(entry);
                }));
            }
        }

        scheduler.RunUntilIdle();
        return (log, scheduler.Trace);
    }

    private static int LostUpdate(int seed)
    {
        var scheduler = new SeededScheduler(seed);
        var counter = 0;
        for (var i = 0; i < 2; i++)
        {
            _ = scheduler.Start(async () =>
            {
                var read = counter;
                await Task.Yield();
                counter = read + 1;
            });
        }

        scheduler.RunUntilIdle();
        return counter;
    }

    private sealed class Work(Action action) : ILoopWork
    {
        public void Run() => action();
    }
}
