using BenchmarkDotNet.Attributes;
using ImKit.Timing;

namespace ImKit.Bench.Micro;

/// <summary>A wheel with a hundred thousand armed timers, as a bucket of that many connections has it.</summary>
public class TimerWheelBenchmarks
{
    private const int Timers = 100_000;
    private readonly TimerWheel _wheel = new();
    private readonly Timer[] _timers = [.. Enumerable.Range(0, Timers).Select(static _ => new Timer())];
    private long _now;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        foreach (var timer in _timers)
        {
            timer.Wheel = _wheel;
            _wheel.Arm(timer, (_next++ % 1200) + 1);
        }

        _next = 0;
    }

    [Benchmark]
    public void Move()
    {
        _next = (_next + 1) % Timers;
        _wheel.Arm(_timers[_next], 1200);
    }

    /// <summary>One tick: about a 1200th of the timers is due and arms itself again.</summary>
    [Benchmark]
    public void Tick() => _wheel.Advance(++_now);

    private sealed class Timer : WheelTimer
    {
        public TimerWheel? Wheel { get; set; }

        internal override void OnDeadline() => Wheel!.Arm(this, 1200);
    }
}
