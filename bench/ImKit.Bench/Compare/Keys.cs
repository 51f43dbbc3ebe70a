using ImKit.Bench.Load;

namespace ImKit.Bench.Compare;

/// <summary>The keys of figures, and how they come out of a report.</summary>
internal static class Keys
{
    public const string IdleKilobytes = "idle/kb";
    public const string IdleCollected = "idle/kb-collected";
    public const string LoginCpu = "idle/login-cpu";
    public const string LoginRate = "idle/login-rate";
    public const string StartMilliseconds = "start/ms";

    /// <summary>Microseconds of server CPU per operation.</summary>
    public static string Cpu(string scenario) => scenario + "/cpu";

    /// <summary>Milliseconds.</summary>
    public static string P50(string scenario) => scenario + "/p50";

    /// <summary>Milliseconds.</summary>
    public static string P99(string scenario) => scenario + "/p99";

    /// <summary>Deliveries for each read of a client's, which is how many the server joins into one write.</summary>
    public static string Joined(string scenario) => scenario + "/joined";

    /// <summary>Microseconds of server CPU per write.</summary>
    public static string CpuPerWrite(string scenario) => scenario + "/cpu-per-write";

    /// <summary>Bytes per broadcast or request.</summary>
    public static string Allocated(string scenario) => scenario + "/alloc";

    public static void AddLoad(Results results, string contestant, Scenario scenario, int round, LoadReport report)
    {
        results.Add(contestant, Cpu(scenario.Id), round, report.ServerSecondsPerMillion);
        if (report.OpsPerRecv > 0)
        {
            results.Add(contestant, Joined(scenario.Id), round, report.OpsPerRecv);
            results.Add(contestant, CpuPerWrite(scenario.Id), round, report.ServerSecondsPerMillion * report.OpsPerRecv);
        }

        results.Add(contestant, P50(scenario.Id), round, report.P50 / 1000);
        results.Add(contestant, P99(scenario.Id), round, report.P99 / 1000);
        // A server without an admin port says nothing of its allocations.
        if (report.AllocatedPerOp > 0)
            results.Add(contestant, Allocated(scenario.Id), round, report.AllocatedPerOp * (scenario.Mode == "fanout" ? scenario.Connections : 1));
    }

    public static void AddIdle(Results results, string contestant, int round, LoadReport report)
    {
        results.Add(contestant, IdleKilobytes, round, report.ResidentPerConnection);
        if (report.ResidentCollected > 0)
            results.Add(contestant, IdleCollected, round, (report.ResidentCollected - report.ResidentBefore) / (double)(report.N + 1));
        results.Add(contestant, LoginCpu, round, report.ServerMicrosecondsPerConnect);
        results.Add(contestant, LoginRate, round, report.ConnectsPerSecond);
    }
}
