using CsCheck;
using Xunit;

namespace ImKit.Testing.Tests;

public sealed class VirtualClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Timers_fire_exactly_once_in_order_of_due_time_and_never_early()
    {
        Gen.Select(Gen.Int[0, 50].List[1, 30], Gen.Int[0, 20].List[1, 20]).Sample((dues, steps) =>
        {
            var clock = new VirtualClock();
            var fired = new List<(int Number, TimeSpan At)>();
            for (var i = 0; i < dues.Count; i++)
            {
                var number = i;
                clock.CreateTimer(_ => fired.Add((number, clock.Elapsed)), null, dues[i] * Second, Timeout.InfiniteTimeSpan);
            }

            foreach (var step in steps)
                clock.Advance(step * Second);
            var end = steps.Sum();
            var expected = dues.Select((due, number) => (number, due)).Where(timer => timer.due <= end)
                .OrderBy(static timer => timer.due).ThenBy(static timer => timer.number).Select(static timer => (timer.number, timer.due * Second));
            Assert.Equal(expected, fired);
            Assert.Equal(end * Second, clock.Elapsed);
            Assert.Equal(dues.Count - fired.Count, clock.ArmedTimers);
        });
    }

    [Fact]
    public void A_periodic_timer_fires_at_every_period_and_no_more_once_disposed()
    {
        var clock = new VirtualClock();
        var at = new List<TimeSpan>();
        var timer = clock.CreateTimer(_ => at.Add(clock.Elapsed), null, Second, 2 * Second);
        clock.Advance(6 * Second);
        timer.Dispose();
        clock.Advance(6 * Second);
        Assert.Equal([Second, 3 * Second, 5 * Second], at);
        Assert.False(timer.Change(Second, Second));
    }

    [Fact]
    public void A_timer_created_or_changed_by_a_callback_is_honoured_in_the_same_advance()
    {
        var clock = new VirtualClock();
        var log = new List<string>();
        ITimer? moved = null;
        moved = clock.CreateTimer(_ => log.Add($"moved {clock.Elapsed.TotalSeconds}"), null, 9 * Second, Timeout.InfiniteTimeSpan);
        clock.CreateTimer(
            _ =>
            {
                log.Add($"first {clock.Elapsed.TotalSeconds}");
                moved.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
                clock.CreateTimer(_ => log.Add($"new {clock.Elapsed.TotalSeconds}"), null, Second, Timeout.InfiniteTimeSpan);
            },
            null, Second, Timeout.InfiniteTimeSpan);
        clock.Advance(3 * Second);
        Assert.Equal(["first 1", "moved 1", "new 2"], log);
    }

    [Fact]
    public void A_jump_of_the_wall_clock_moves_neither_timestamps_nor_timers()
    {
        var clock = new VirtualClock();
        var fired = 0;
        clock.CreateTimer(_ => fired++, null, 10 * Second, Timeout.InfiniteTimeSpan);
        var (wall, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());
        clock.Jump(-TimeSpan.FromHours(1));
        Assert.Equal(wall - TimeSpan.FromHours(1), clock.GetUtcNow());
        Assert.Equal(stamp, clock.GetTimestamp());
        clock.Jump(TimeSpan.FromDays(2));
        Assert.Equal(0, fired);
        clock.Advance(10 * Second);
        Assert.Equal(1, fired);
        Assert.Equal(10 * Second, clock.GetElapsedTime(stamp));
    }

    [Fact]
    public async Task Delays_of_the_framework_wait_for_the_clock()
    {
        var clock = new VirtualClock();
        var delay = Task.Delay(5 * Second, clock);
        using var cancel = new CancellationTokenSource(3 * Second, clock);
        clock.Advance(2.9 * Second);
        Assert.False(cancel.IsCancellationRequested);
        clock.AdvanceTo(clock.GetUtcNow() + (0.1 * Second));
        Assert.True(cancel.IsCancellationRequested);
        Assert.False(delay.IsCompleted);
        clock.Advance(2 * Second);
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Time_never_moves_back_and_an_endless_timer_is_reported()
    {
        var clock = new VirtualClock();
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(-Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.AdvanceTo(clock.GetUtcNow() - Second));
        ITimer? endless = null;
        endless = clock.CreateTimer(_ => endless!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan), null, Second, Timeout.InfiniteTimeSpan);
        Assert.Throws<InvalidOperationException>(() => clock.Advance(Second));
    }

    [Fact]
    public async Task Several_threads_may_create_change_and_advance_at_once()
    {
        var clock = new VirtualClock();
        var fired = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(i % 7), Timeout.InfiniteTimeSpan);
                clock.Advance(TimeSpan.FromMilliseconds(1));
            }
        })));
        clock.Advance(Second);
        Assert.Equal(4000, fired);
        Assert.Equal(5 * Second, clock.Elapsed);
    }
}
