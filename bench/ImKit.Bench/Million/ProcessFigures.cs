using System.Globalization;

namespace ImKit.Bench.Million;

/// <summary>Memory in bytes, and CPU time so far, of this process.</summary>
internal readonly record struct ProcessFigures(long Heap, long Resident, double CpuSeconds)
{
    /// <summary>What lives, after everything that does not is gone.</summary>
    public static ProcessFigures Collected()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return new ProcessFigures(GC.GetTotalMemory(forceFullCollection: true), ResidentBytes(), Cpu());
    }

    /// <summary>CPU seconds of a full collection that moves nothing.</summary>
    public static double CollectionCpu()
    {
        var cpu = Cpu();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
        return Cpu() - cpu;
    }

    public static double Cpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static long ResidentBytes()
    {
        if (!File.Exists("/proc/self/status"))
            return Environment.WorkingSet;
        var line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
