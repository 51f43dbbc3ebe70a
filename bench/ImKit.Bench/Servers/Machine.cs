using System.Globalization;
using System.Runtime.InteropServices;

namespace ImKit.Bench.Servers;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    /// <summary>The lines of a table's head: what, and how busy it was meanwhile.</summary>
    /// <param name="start">Before.</param>
    /// <param name="end">After.</param>
    /// <param name="alone">Whether server and load are one process.</param>
    public static string Describe(MachineLoad start, MachineLoad end, bool alone = false) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        | date | {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC |
        | machine | {Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:0} GB, {RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version} |
        | .NET | {Environment.Version}, workstation GC |
        | pinned | {(alone ? "no: server and clients are one process" : Pinning.Available ? "server on one core, load on another" : "no: server and load share the cores")} |
        | load average at the start / at the end | {start.Averages} / {end.Averages} (this run included) |
        | **CPU time that other processes took** | **{end.OthersSince(start) * 100:0} % of all cores** |
        """);

    private static string Processor() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
        : "unknown";
}
