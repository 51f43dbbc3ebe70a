using System.Diagnostics;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>Thousands of connections in one room where nothing happens but heartbeats: what they and their logins cost the server.</summary>
internal static class IdleLoad
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Reads the server's memory while the generator holds the connections, as it is and after a collection.</summary>
    public static LoadReport Run(Generator generator, int connections, Contestant contestant, ServerProcess server)
    {
        const double hold = 10;
        var scenario = Scenario.Idle(connections);
        var before = server.Figures.ResidentKilobytes();
        var process = generator.Start(scenario, contestant, server, hold, 1);
        var (resident, collected) = WaitUntilQuiet(process, server, connections) ? Read(server) : (0, 0);
        var report = Generator.Finish(process, hold);
        return report with
        {
            ResidentBefore = before,
            ResidentPerConnection = resident == 0 ? report.ResidentPerConnection : (resident - before) / (double)(connections + 1),
            ResidentCollected = collected,
        };
    }

    private static (long Resident, long Collected) Read(ServerProcess server)
    {
        var resident = server.Figures.ResidentKilobytes();
        if (server.Admin == 0)
            return (resident, 0);
        server.Figures.Admin("gc");
        Thread.Sleep(1000);
        return (resident, server.Figures.ResidentKilobytes());
    }

    /// <summary>Until all have connected and the server has had next to nothing to do for a second.</summary>
    private static bool WaitUntilQuiet(Process process, ServerProcess server, int connections)
    {
        var watch = Stopwatch.StartNew();
        while (server.Figures.OpenFiles() < connections)
        {
            if (process.HasExited || watch.Elapsed > Patience)
                return false;
            Thread.Sleep(50);
        }

        double cpu;
        do
        {
            cpu = server.Figures.CpuSeconds();
            Thread.Sleep(1000);
            if (process.HasExited || watch.Elapsed > Patience)
                return false;
        }
        while (server.Figures.CpuSeconds() - cpu > 0.05);
        return true;
    }
}
