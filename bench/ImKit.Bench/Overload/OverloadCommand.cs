using System.Globalization;
using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Overload;

/// <summary>Offers three times what the server can do while a tenth of the members read nothing, and checks the law of the counters.</summary>
internal static class OverloadCommand
{
    public static int Run(Arguments args)
    {
        var transport = args.Text("transport", "dotnetty");
        var policy = args.Text("policy", "DropOldest");
        var server = args.Text("server", ServerProcess.BenchServerPath);
        var times = args.Real("times", 3);
        var settings = LoadSettings.From(LoadMode.Fanout, args) with
        {
            Connections = args.Number("connections", 200),
            Body = args.Number("body", 512),
            Window = 8,
            Dialect = Wire.Dialect.Named(transport == "aspnetcore" ? "ws" : "tcp"),
        };
        args.RequireAllKnown();
        var capacity = Capacity(transport, server, settings);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{transport}: {capacity:0} deliveries/s when nobody is stuck"));
        using var process = ServerProcess.StartBenchServer(transport, server, "--policy", policy, "--pending", "262144");
        using var run = new LoadRun(settings with
        {
            Port = process.Port,
            Admin = process.Admin,
            ServerProcess = process.Id,
            Rate = capacity * times / settings.Connections,
            StuckEvery = 10,
        });
        if (!run.TryConnect())
            return 3;
        var outcome = OverloadRun.Measure(run, process.Admin, settings.Seconds);
        Console.WriteLine(outcome.ToMarkdown(transport, policy));
        return outcome.Holds ? 0 : 1;
    }

    private static double Capacity(string transport, string path, LoadSettings settings)
    {
        using var process = ServerProcess.StartBenchServer(transport, path);
        using var run = new LoadRun(settings with { Port = process.Port, Admin = process.Admin, ServerProcess = process.Id, Warmup = 2, Seconds = 3, Rate = 0 });
        return run.TryConnect() ? run.Measure().OpsPerSecond : throw new InvalidOperationException("the server takes no connections");
    }
}
