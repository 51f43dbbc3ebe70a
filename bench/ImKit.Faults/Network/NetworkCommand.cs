using System.Globalization;
using System.Runtime.InteropServices;

namespace ImKit.Faults.Network;

/// <summary><c>network</c>: faults of processes, links, clocks and disks, drawn from a seed.</summary>
internal static class NetworkCommand
{
    /// <returns>The exit code: 0 if nothing was found.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = NetworkSettings.Read(arguments);
        foreach (var missing in NetworkServers.Missing())
            Console.WriteLine($"here: {missing}");
        using var stop = new CancellationTokenSource();
        // Namespaces, mounts and processes that stand still would outlive it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var runs = new List<NetworkReport>();
        for (var seed = settings.Seed; seed < settings.Seed + settings.Runs && !stop.IsCancellationRequested; seed++)
        {
            runs.Add(await RunAsync(settings, seed, stop.Token));
            if (settings.Report.Length > 0)
                await File.WriteAllTextAsync(settings.Report, NetworkPage.Of(settings, runs));
        }

        return runs.TrueForAll(static run => run.IsGood) ? 0 : 1;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<NetworkReport> RunAsync(NetworkSettings settings, int seed, CancellationToken cancel)
    {
        var folder = settings.Folder.Length > 0
            ? Path.GetFullPath(Path.Combine(settings.Folder, seed.ToString(CultureInfo.InvariantCulture)))
            : Directory.CreateTempSubdirectory("imkit-faults-").FullName;
        var report = await new NetworkRun(settings, seed, folder).RunAsync(cancel);
        foreach (var wrong in report.Problems.Concat(report.Findings.Take(50).Select(static finding => finding.ToString())))
            Console.WriteLine(wrong);
        foreach (var failure in report.Devices.SelectMany(static device => device.Failures).Distinct().Take(5))
            Console.WriteLine($"told by a client: {failure}");
        Console.WriteLine(report.Line);
        if (!report.IsGood || settings.Folder.Length > 0)
            await CrowdFigures.SaveAsync(Path.Combine(folder, "histories"), report.Histories, report.ServerErrors);
        if (!report.IsGood)
            Console.WriteLine($"histories and data: {folder}");
        else if (settings.Folder.Length == 0)
            Directory.Delete(folder, recursive: true);
        return report;
    }
}
