using System.Globalization;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>Runs one load in a process of its own: this program, or the generator in C.</summary>
internal sealed class Generator(string? external)
{
    /// <summary>Whether it speaks SignalR's MessagePack protocol.</summary>
    public bool SpeaksMessagePack => external is not null;

    public LoadReport Run(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup)
    {
        var (program, arguments) = external is null
            ? ("dotnet", Own(scenario, contestant, server, seconds, warmup))
            : (external, External(scenario, contestant, server, seconds, warmup));
        using var process = Pinning.Start(Pinning.LoadCore, program, arguments);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"the load '{scenario.Title}' on '{contestant.Name}' failed with {process.ExitCode}");
        return LoadReport.FromJson(output);
    }

    private static string[] Own(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup) =>
    [
        typeof(Generator).Assembly.Location, scenario.Mode, "--port", Text(server.Port), "--admin", Text(server.Admin), "--pid", Text(server.Id),
        "--protocol", contestant.Protocol, "--connections", Text(scenario.Connections), "--window", Text(scenario.Window),
        "--depth", Text(scenario.Depth), "--seconds", Text(seconds), "--warmup", Text(warmup),
    ];

    private static string[] External(Scenario scenario, Contestant contestant, ServerProcess server, double seconds, double warmup)
    {
        List<string> arguments =
        [
            "-q", "-p", Text(server.Port), "-i", Text(server.Id), "-P", contestant.Protocol, "-n", Text(scenario.Connections), "-b", "128",
            "-w", Text(scenario.Window), "-d", Text(scenario.Depth), "-t", Text(Math.Ceiling(seconds)), "-u", Text(Math.Ceiling(warmup)),
        ];
        if (server.Admin != 0)
            arguments.AddRange(["-a", Text(server.Admin)]);
        if (scenario == Scenario.Idle)
            arguments.AddRange(["-I", "30"]);
        return [.. arguments, scenario.Mode];
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
