using ImKit.Bench.Servers;

namespace ImKit.Bench.Million;

/// <summary>A million channels in one process, without sockets: what each costs, how fast a broadcast visits them, what their timers take.</summary>
internal static class MillionCommand
{
    public static async Task<int> RunAsync(Arguments args)
    {
        var settings = MillionSettings.From(args);
        var start = MachineLoad.Now();
        await using var server = await MillionServer.StartAsync(settings);
        try
        {
            var report = await new MillionRun(server, settings).RunAsync();
            Console.WriteLine(MillionTable.Of(settings, report, Machine.Describe(start, MachineLoad.Now(), alone: true)));
            return MillionTable.IsExact(settings, report) ? 0 : 1;
        }
        catch (BenchException error)
        {
            Console.Error.WriteLine(error.Message);
            return 3;
        }
    }
}
