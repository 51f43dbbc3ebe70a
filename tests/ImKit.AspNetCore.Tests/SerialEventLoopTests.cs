using ImKit.AspNetCore.Tests.Support;
using ImKit.Transports.AspNetCore;
using Microsoft.Extensions.Logging.Testing;

namespace ImKit.AspNetCore.Tests;

public class SerialEventLoopTests
{
    private readonly FakeLogger _logger = new();

    [Fact]
    public async Task Work_of_many_threads_runs_once_each_never_twice_at_once_and_in_each_threads_order()
    {
        const int perThread = 20_000;
        var loop = new SerialEventLoop(_logger);
        var next = new int[4];
        var inside = 0;
        var broken = 0;
        var left = next.Length * perThread;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Wait.For(Task.WhenAll(Enumerable.Range(0, next.Length).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < perThread; i++)
            {
                var number = i;
                loop.Execute(new LoopWork(() =>
                {
                    if (++inside != 1 || !loop.InLoop || next[thread]++ != number)
                        broken++;
                    inside--;
                    if (--left == 0)
                        done.SetResult();
                }));
            }
        }))));
        await Wait.For(done.Task);

        Assert.Equal(0, broken);
        Assert.False(loop.InLoop);
    }

    [Fact]
    public async Task Tasks_that_enter_share_the_loop_with_posted_work()
    {
        var loop = new SerialEventLoop(_logger);
        var inside = 0;
        var broken = 0;
        var count = 0;

        async Task Enter()
        {
            for (var i = 0; i < 5000; i++)
            {
                await Task.Yield();
                await loop.Enter();
                if (++inside != 1 || !loop.InLoop)
                    broken++;
                count++;
                inside--;
            }
        }

        await Wait.For(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Enter))));

        Assert.Equal((0, 20_000), (broken, count));
    }

    [Fact]
    public async Task Entering_an_idle_loop_stays_on_the_thread()
    {
        var loop = new SerialEventLoop(_logger);

        // On a fresh thread of the pool: a test may itself have been continued by a loop.
        await Wait.For(Task.Run(async () =>
        {
            var thread = Environment.CurrentManagedThreadId;
            await loop.Enter();
            Assert.True(loop.InLoop);
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        }));
    }

    [Fact]
    public async Task Entering_never_runs_inside_what_a_loop_is_running()
    {
        var loop = new SerialEventLoop(_logger);
        var other = new SerialEventLoop(_logger);
        var order = new List<string>();

        async Task Enter(SerialEventLoop target)
        {
            await target.Enter();
            lock (order)
                order.Add("entered");
        }

        Task entered = Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Execute(new LoopWork(() =>
        {
            lock (order)
            {
                entered = Task.WhenAll(Enter(loop), Enter(other));
                order.Add("left");
            }

            done.SetResult();
        }));
        await Wait.For(done.Task);
        await Wait.For(entered);

        Assert.Equal(["left", "entered", "entered"], order);
    }

    [Fact]
    public async Task Work_that_throws_is_logged_and_the_next_runs()
    {
        var loop = new SerialEventLoop(_logger);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        loop.Execute(new LoopWork(() => throw new InvalidOperationException("bug")));
        loop.Execute(new LoopWork(done.SetResult));

        await Wait.For(done.Task);
        var line = Assert.Single(_logger.Collector.GetSnapshot());
        Assert.Equal((AspNetCoreTelemetry.LoopWorkFailed, "bug"), (line.Id.Id, line.Exception!.Message));
    }

    [Fact]
    public async Task After_the_stop_nothing_is_taken_any_more()
    {
        var loop = new SerialEventLoop(_logger);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(loop.Execute(new LoopWork(done.SetResult)));

        loop.Stop();

        Assert.False(loop.Execute(new LoopWork(() => { })));
        await Wait.For(done.Task);
    }
}
