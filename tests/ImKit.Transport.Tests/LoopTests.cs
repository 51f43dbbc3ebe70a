namespace ImKit.Transport.Tests;

public class LoopTests
{
    [Fact]
    public async Task Work_runs_once_in_the_order_it_was_posted()
    {
        await using var server = await TestServer.StartAsync();
        var loop = server.Host.Loops.First();
        var ran = new List<int>();

        for (var i = 0; i < 100_000; i++)
            Assert.True(loop.Execute(new Note(ran, i)));
        await loop.On(static () => { });

        Assert.Equal(Enumerable.Range(0, 100_000), ran);
    }

    [Fact]
    public async Task Work_of_many_threads_keeps_each_threads_order()
    {
        await using var server = await TestServer.StartAsync();
        var loop = server.Host.Loops.First();
        var ran = new List<int>();

        var threads = Enumerable.Range(0, 4).Select(number => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 20_000; i++)
                    Assert.True(loop.Execute(new Note(ran, (number * 20_000) + i)));
            },
            TaskCreationOptions.LongRunning));
        await Task.WhenAll(threads).Soon();
        await loop.On(static () => { });

        Assert.Equal(80_000, ran.Count);
        foreach (var thread in ran.GroupBy(static note => note / 20_000))
            Assert.Equal(thread.Order(), thread);
    }

    [Fact]
    public async Task Work_posted_on_the_loop_runs_later()
    {
        await using var server = await TestServer.StartAsync();
        var loop = server.Host.Loops.First();
        var order = new List<string>();

        LoopWork? inner = null;
        await loop.On(() =>
        {
            inner = new LoopWork(() => order.Add("inner"));
            Assert.True(loop.Execute(inner));
            order.Add("outer");
        });
        await inner!.Ran.Soon();

        Assert.Equal(["outer", "inner"], order);
    }

    [Fact]
    public async Task Work_that_throws_is_logged_and_ends_nothing_else()
    {
        await using var server = await TestServer.StartAsync();
        server.ExpectedErrors = 1;
        var loop = server.Host.Loops.First();

        Assert.True(loop.Execute(new Throws()));
        await loop.On(static () => { });

        Assert.Contains(server.Logs.GetSnapshot(), static record => record.Exception is InvalidTimeZoneException);
    }

    [Fact]
    public async Task A_loop_knows_its_own_thread()
    {
        await using var server = await TestServer.StartAsync();
        var loops = server.Host.Loops.ToArray();

        Assert.False(loops[0].InLoop);
        await loops[0].On(() => Assert.True(loops[0].InLoop && !loops[1].InLoop));
    }

    [Fact]
    public async Task Posting_allocates_nothing()
    {
        await using var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 });
        var loop = server.Host.Loops.First();
        var work = new Nothing();
        long allocated = -1;

        // Twice, since the lists grow to their size once.
        for (var round = 0; round < 4; round++)
        {
            await loop.On(() =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 1000; i++)
                    loop.Execute(work);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            });
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Work_is_run_or_refused_while_the_loop_stops()
    {
        for (var round = 0; round < 20; round++)
        {
            var server = await TestServer.StartAsync(new TestHost { LoopCount = 1 });
            var loop = server.Host.Loops.First();
            var ran = new List<int>();
            var accepted = 0;
            var posting = Task.Factory.StartNew(
                () =>
                {
                    while (loop.Execute(new Note(ran, accepted)))
                        accepted++;
                },
                TaskCreationOptions.LongRunning);

            await server.DisposeAsync();
            await posting.Soon();

            Assert.Equal(Enumerable.Range(0, accepted), ran);
            Assert.False(loop.Execute(new Nothing()));
        }
    }

    private sealed class Note(List<int> ran, int number) : ILoopWork
    {
        public void Run() => ran.Add(number);
    }

    private sealed class Nothing : ILoopWork
    {
        public void Run()
        {
        }
    }

    private sealed class Throws : ILoopWork
    {
        public void Run() => throw new InvalidTimeZoneException();
    }
}
