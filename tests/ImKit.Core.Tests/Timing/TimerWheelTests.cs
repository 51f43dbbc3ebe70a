using CsCheck;
using ImKit.Timing;

namespace ImKit.Core.Tests.Timing;

public sealed class TimerWheelTests
{
    private const int Timers = 12;

    private enum Act
    {
        Arm,
        ArmFar,
        Disarm,
        Advance,
        AdvanceFar,
    }

    [Fact]
    public void A_wheel_does_what_a_plain_list_of_deadlines_does() =>
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, Timers - 1], Gen.Int[0, 1500]).Array[1, 80].Sample(static steps =>
        {
            var wheel = new TimerWheel();
            var fired = new List<(long Tick, int Timer)>();
            var timers = Enumerable.Range(0, Timers).Select(number => new Timer(() => fired.Add((wheel.Now, number)))).ToArray();
            var model = new long?[Timers];
            var expected = new List<(long Tick, int Timer)>();
            foreach (var (act, timer, ticks) in steps)
            {
                switch (act)
                {
                    case Act.Arm or Act.ArmFar:
                        var after = act == Act.ArmFar ? ticks * 7L : ticks % 40;
                        wheel.Arm(timers[timer], after);
                        model[timer] = wheel.Now + Math.Max(1, after);
                        break;
                    case Act.Disarm:
                        wheel.Disarm(timers[timer]);
                        model[timer] = null;
                        break;
                    default:
                        var now = wheel.Now + (act == Act.AdvanceFar ? ticks * 3L : ticks % 30);
                        wheel.Advance(now);
                        for (var i = 0; i < Timers; i++)
                        {
                            if (model[i] is not { } due || due > now)
                                continue;
                            expected.Add((due, i));
                            model[i] = null;
                        }

                        Assert.Equal(now, wheel.Now);
                        break;
                }

                Assert.Equal(expected.Order(), fired.Order());
                Assert.Equal(fired.Select(static entry => entry.Tick).Order(), fired.Select(static entry => entry.Tick));
                Assert.Equal(model.Count(static due => due is not null), wheel.Count);
            }
        });

    [Fact]
    public void A_timer_that_fires_may_arm_and_disarm_itself_and_others()
    {
        var wheel = new TimerWheel();
        var log = new List<string>();
        Timer? again = null, victim = null;
        victim = new Timer(() => log.Add($"victim {wheel.Now}"));
        again = new Timer(() =>
        {
            log.Add($"again {wheel.Now}");
            wheel.Disarm(victim);
            if (wheel.Now < 30)
                wheel.Arm(again!, 10);
        });
        wheel.Arm(victim, 10);
        wheel.Arm(again, 10);
        wheel.Arm(new Timer(() => wheel.Arm(victim, 5)), 40);
        wheel.Advance(100);
        Assert.Equal(["again 10", "again 20", "again 30", "victim 45"], log);
        Assert.Equal(0, wheel.Count);
    }

    [Fact]
    public void A_clock_that_stands_still_or_goes_back_fires_nothing()
    {
        var wheel = new TimerWheel();
        var fired = 0;
        wheel.Advance(100);
        wheel.Arm(new Timer(() => fired++), 1);
        wheel.Advance(100);
        wheel.Advance(3);
        Assert.Equal(0, fired);
        wheel.Advance(101);
        Assert.Equal(1, fired);
    }

    private sealed class Timer(Action fire) : WheelTimer
    {
        internal override void OnDeadline() => fire();
    }
}
