namespace ImKit.Bench.Load;

/// <summary>One run of the generator against a server that is up; prints one JSON line.</summary>
internal static class LoadCommand
{
    public static int Run(string mode, Arguments args)
    {
        var settings = LoadSettings.From(Enum.Parse<LoadMode>(mode, ignoreCase: true), args);
        args.RequireAllKnown();
        using var run = new LoadRun(settings);
        if (!run.TryConnect())
            return 3;
        Console.WriteLine(run.Measure().ToJson());
        return 0;
    }
}
