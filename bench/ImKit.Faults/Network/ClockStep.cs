using System.Globalization;

namespace ImKit.Faults.Network;

/// <summary>A process's wall clock jumps, and jumps back at the end.</summary>
internal sealed class ClockStep(FakeClock clock, string what, string place, int seconds) : Fault(
    $"the clock of {what} jumps {(seconds > 0 ? "ahead" : "back")}", place, string.Create(CultureInfo.InvariantCulture, $"{seconds} s"))
{
    public override Task BeginAsync() => clock.SetAsync(seconds);

    public override Task EndAsync() => clock.SetAsync(0);
}
