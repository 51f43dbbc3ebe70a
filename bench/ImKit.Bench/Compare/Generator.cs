using System.Diagnostics;
using System.Globalization;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>Runs one load in a process of its own: this program, or the generator in C.</summary>
internal sealed class Generator(string? external)
{
    /// <exception cref="BenchException">The load failed, and why.</exception>
    public LoadReport Run(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup) =>
        Finish(Start(scenario, contestant, server, seconds, warmup), seconds + warmup);

    public Process Start(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup)
    {
        var (program, arguments) = external is null
            ? ("dotnet", Own(scenario, contestant, server, seconds, warmup))
            : (external, External(scenario, contestant, server, seconds, warmup));
        return Pinning.Start(Pinning.LoadCore, program, arguments);
    }

    /// <summary>Waits for the report, for the load's time and a minute and a half for its logins.</summary>
    /// <exception cref="BenchException">The load failed, and why.</exception>
    public static LoadReport Finish(Process process, double seconds)
    {
        using (process)
        {
            var errors = new ErrorTail(process);
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(seconds + 90)))
            {
                process.Kill();
                throw new BenchException("the load does not end");
            }

            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new BenchException(errors.Reason.Length > 0 ? errors.Reason : $"the load ended with exit code {process.ExitCode}");
            return LoadReport.FromJson(output.GetAwaiter().GetResult());
        }
    }

    private static string[] Own(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup) =>
    [
        typeof(Generator).Assembly.Location, scenario.Mode, "--port", Text(server.Port), "--admin", Text(server.Admin), "--pid", Text(server.Id),
        "--protocol", contestant.Protocol, "--connections", Text(scenario.Connections), "--window", Text(scenario.Window), "--rate", Text(scenario.Rate),
        "--depth", Text(scenario.Depth), "--heartbeat", Text(scenario.Heartbeat), "--seconds", Text(seconds), "--warmup", Text(warmup),
    ];

    private static string[] External(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup)
    {
        List<string> arguments =
        [
            "-q", "-p", Text(server.Port), "-i", Text(server.Id), "-P", contestant.Protocol, "-n", Text(scenario.Connections), "-b", "128",
            "-w", Text(scenario.Window), "-r", Text(scenario.Rate), "-d", Text(scenario.Depth), "-I", Text(scenario.Heartbeat),
            "-t", Text(Math.Ceiling(seconds)), "-u", Text(Math.Ceiling(warmup)),
        ];
        if (server.Admin != 0)
            arguments.AddRange(["-a", Text(server.Admin)]);
        return [.. arguments, scenario.Mode];
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
