using ImKit.Bench.Load;

namespace ImKit.Bench.Scale;

/// <summary>One process of clients: connects, says so, keeps heartbeats going until told to begin, publishes for a time, reports, and holds its
/// connections until its input ends.</summary>
/// <remarks>Lines out: "connected", then the report as JSON. Lines in: "begin", then the end.</remarks>
internal static class HoldCommand
{
    public const string Connected = "connected";
    public const string Begin = "begin";

    public static int Run(Arguments args)
    {
        var settings = LoadSettings.From(LoadMode.Fanout, args);
        args.RequireAllKnown();
        using var run = new LoadRun(settings);
        if (!run.TryConnect())
            return 3;
        Console.WriteLine(Connected);
        var word = Console.In.ReadLineAsync();
        while (!word.IsCompleted)
            run.Drive(0.05);
        if (word.GetAwaiter().GetResult() != Begin)
            return 0;
        Console.WriteLine(run.Measure().ToJson());
        var end = Console.In.ReadLineAsync();
        while (!end.IsCompleted)
            run.Drive(0.05);
        return 0;
    }
}
