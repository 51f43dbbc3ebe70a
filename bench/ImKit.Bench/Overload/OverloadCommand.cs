using System.Globalization;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Overload;

/// <summary>On each transport: offers three times what the server can do while a tenth of the members read nothing, and checks the law of the
/// counters.</summary>
internal static class OverloadCommand
{
    private const int StuckEvery = 10;

    public static int Run(Arguments args)
    {
        var named = args.Text("transport", "all");
        var policy = args.Text("policy", "DropOldest");
        var server = args.Text("server", ServerProcess.BenchServerPath);
        var times = args.Real("times", 3);
        var settings = LoadSettings.From(LoadMode.Fanout, args) with
        {
            Connections = args.Number("connections", 200),
            Body = args.Number("body", 512),
            Window = 8,
        };
        args.RequireAllKnown();
        var start = MachineLoad.Now();
        var outcomes = new List<(string Transport, OverloadOutcome Outcome)>();
        var failures = new List<string>();
        foreach (var transport in TransportNames.Parse(named == "all" ? TransportNames.All : named))
        {
            try
            {
                outcomes.Add((transport, Measure(transport, server, policy, times, settings)));
            }
            catch (BenchException error)
            {
                failures.Add($"{TransportNames.TitleOf(transport)}: {error.Message}");
                Console.Error.WriteLine(failures[^1]);
            }
        }

        Console.WriteLine(OverloadTable.Of(outcomes, failures, policy, Machine.Describe(start, MachineLoad.Now())));
        // With "all", a transport that this build of the server does not have is named and no more; one that was asked for has to run.
        var complete = named == "all" ? outcomes.Count > 0 : failures.Count == 0;
        return complete && outcomes.TrueForAll(static outcome => outcome.Outcome.Holds) ? 0 : 1;
    }

    private static OverloadOutcome Measure(string transport, string server, string policy, double times, LoadSettings settings)
    {
        settings = settings with { Dialect = Wire.Dialect.Named(TransportNames.ProtocolOf(transport)) };
        var capacity = Capacity(transport, server, settings);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{transport}: {capacity:0} deliveries/s when nobody is stuck"));
        using var process = ServerProcess.StartBenchServer(transport, server, "--policy", policy, "--pending", "262144");
        using var run = new LoadRun(settings with
        {
            Port = process.Port,
            Admin = process.Admin,
            ServerProcess = process.Id,
            Rate = capacity * times / settings.Connections,
            StuckEvery = StuckEvery,
        });
        return run.TryConnect() ? OverloadRun.Measure(run, process.Admin, settings.Seconds) : throw new BenchException("too few logins");
    }

    private static double Capacity(string transport, string path, LoadSettings settings)
    {
        using var process = ServerProcess.StartBenchServer(transport, path);
        using var run = new LoadRun(settings with { Port = process.Port, Admin = process.Admin, ServerProcess = process.Id, Warmup = 2, Seconds = 3, Rate = 0 });
        return run.TryConnect() ? run.Measure().OpsPerSecond : throw new BenchException("too few logins");
    }
}
