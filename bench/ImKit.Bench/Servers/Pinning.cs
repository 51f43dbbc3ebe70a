using System.Diagnostics;
using System.Globalization;

namespace ImKit.Bench.Servers;

/// <summary>Starts processes on one core each, where the machine has two and taskset.</summary>
internal static class Pinning
{
    public const int ServerCore = 0;
    public const int LoadCore = 1;

    public static bool Available { get; } = Environment.ProcessorCount > 1 && File.Exists("/usr/bin/taskset");

    /// <summary>Starts a program, its output and errors redirected. taskset becomes the program, so the process is the program's own.</summary>
    public static Process Start(int core, string program, IEnumerable<string> arguments, bool redirectInput = false)
    {
        var start = new ProcessStartInfo(Available ? "/usr/bin/taskset" : program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
        };
        if (Available)
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(core.ToString(CultureInfo.InvariantCulture));
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new BenchException($"'{program}' does not start");
    }
}
