using System.Text.RegularExpressions;
using ImKit.Architecture.Tests.Support;

namespace ImKit.Architecture.Tests;

/// <summary>No test sleeps to wait for a condition, and none asserts how long something took by the clock on the wall.</summary>
public sealed partial class NoSleepTests
{
    // The one helper that looks again and again, with a deadline.
    private const string Helper = "tests/Shared/Until.cs";

    [Fact]
    public void Only_the_helper_that_waits_for_a_condition_pauses_by_real_time() =>
        Check.None(Lines().Where(static line => Sleep().IsMatch(line.Text) && !VirtualTime().IsMatch(line.Text)).Select(static line => $"{line.File}: {line.Text.Trim()}"));

    [Fact]
    public void No_test_asserts_a_time_of_the_wall_clock() =>
        Check.None(Lines().Where(static line => WallClock().IsMatch(line.Text)).Select(static line => $"{line.File}: {line.Text.Trim()}"));

    private static IEnumerable<(string File, string Text)> Lines() =>
        from file in Repository.Under("tests/", ".cs")
        where file != Helper
        from line in Repository.ReadLines(file)
        select (file, line);

    [GeneratedRegex(@"\bTask\.Delay\(|\bThread\.Sleep\(|\bWaitForTimeoutAsync\(|\bSpinWait\b")]
    private static partial Regex Sleep();

    // On a virtual clock, or for ever until it is cancelled.
    [GeneratedRegex(@"\.Delay\([^;]*(?:[cC]lock\b|Timeout\.Infinite)")]
    private static partial Regex VirtualTime();

    [GeneratedRegex(@"Assert\..*(?:Stopwatch|TimeProvider\.System\.Get|DateTime\.UtcNow|DateTimeOffset\.UtcNow|Environment\.TickCount)")]
    private static partial Regex WallClock();
}
