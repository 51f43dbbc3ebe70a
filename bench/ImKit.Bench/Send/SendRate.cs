using System.Diagnostics;

namespace ImKit.Bench.Send;

/// <summary>How fast, and at what cost: the CPU time says something even when others use the machine.</summary>
/// <param name="PerSecond">Messages a second.</param>
/// <param name="CpuMicroseconds">CPU time of the whole process per message.</param>
internal readonly record struct SendRate(double PerSecond, double CpuMicroseconds);

/// <summary>Measures from its construction on.</summary>
internal sealed class RateMeter
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;

    public SendRate Of(long messages) => new(
        messages / Stopwatch.GetElapsedTime(_begun).TotalSeconds,
        messages == 0 ? 0 : (Environment.CpuUsage.TotalTime - _cpu).TotalMicroseconds / messages);
}
