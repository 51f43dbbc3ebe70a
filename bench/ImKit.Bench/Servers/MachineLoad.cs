using System.Globalization;

namespace ImKit.Bench.Servers;

/// <summary>How busy the machine was with other things between two moments.</summary>
/// <param name="Averages">The load averages of 1, 5 and 15 minutes.</param>
/// <param name="Busy">CPU seconds of the whole machine so far.</param>
/// <param name="Own">CPU seconds of this process and its ended children so far.</param>
/// <param name="Total">CPU seconds that the machine could have spent so far.</param>
internal readonly record struct MachineLoad(string Averages, double Busy, double Own, double Total)
{
    private const double TicksPerSecond = 100;

    public static MachineLoad Now()
    {
        if (!File.Exists("/proc/loadavg"))
            return new MachineLoad("unknown", 0, 0, 0);
        var cpu = Numbers(File.ReadLines("/proc/stat").First());
        var self = File.ReadAllText("/proc/self/stat");
        var own = self[(self.LastIndexOf(')') + 2)..].Split(' ');
        var idle = cpu[3] + cpu[4];
        // Guest time is in user time already: the first eight columns are all there is.
        var total = cpu.Take(8).Sum();
        return new MachineLoad(
            string.Join(", ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3)),
            (total - idle) / TicksPerSecond,
            own[11..15].Sum(static field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond,
            total / TicksPerSecond);
    }

    /// <summary>The part of the machine's CPU time since an earlier moment that went to processes which are not this program's.</summary>
    public double OthersSince(MachineLoad earlier) =>
        Total > earlier.Total ? Math.Max(0, (Busy - earlier.Busy - (Own - earlier.Own)) / (Total - earlier.Total)) : 0;

    private static double[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static field => double.Parse(field, CultureInfo.InvariantCulture))];
}
