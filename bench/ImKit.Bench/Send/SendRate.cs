using System.Diagnostics;
using System.Globalization;

namespace ImKit.Bench.Send;

/// <summary>How fast, and at what cost: the CPU time says something even when others use the machine.</summary>
/// <param name="PerSecond">Messages a second.</param>
/// <param name="CpuMicroseconds">CPU time of the whole process per message.</param>
/// <param name="KilobytesWritten">What the process wrote per message, to whatever it writes to: of SQLite, log and file. Others on the machine do not change it. 0 where the system does not say.</param>
internal readonly record struct SendRate(double PerSecond, double CpuMicroseconds, double KilobytesWritten);

/// <summary>Measures from its construction on.</summary>
internal sealed class RateMeter
{
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _written = Written();

    public SendRate Of(long messages) => new(
        messages / Stopwatch.GetElapsedTime(_begun).TotalSeconds,
        messages == 0 ? 0 : (Environment.CpuUsage.TotalTime - _cpu).TotalMicroseconds / messages,
        messages == 0 ? 0 : (Written() - _written) / 1024.0 / messages);

    private static long Written()
    {
        const string io = "/proc/self/io";
        return File.Exists(io) && File.ReadLines(io).FirstOrDefault(static line => line.StartsWith("wchar:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.AsSpan("wchar:".Length), CultureInfo.InvariantCulture)
            : 0;
    }
}
