using ImKit.Bench.Compare.Targets;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>The same loads on every server, alternating, medians, and what became of the targets; prints Markdown.</summary>
internal static class CompareCommand
{
    public static int Run(Arguments args)
    {
        var settings = CompareSettings.From(args);
        var contestants = Contestants.All(settings);
        if (contestants.Count == 0)
            throw new UsageException($"nobody is named '{string.Join(",", settings.Only)}'");
        var start = MachineLoad.Now();
        var run = new CompareRun(settings, contestants);
        run.Run();
        Console.WriteLine("| | |");
        Console.WriteLine("| --- | --- |");
        Console.WriteLine(Machine.Describe(start, MachineLoad.Now()));
        Console.WriteLine(Description.Of(settings));
        Console.WriteLine();
        Console.WriteLine(Table.Of(run.Results, contestants, settings));
        Console.Write(run.Failures.ToMarkdown());
        Console.WriteLine(TargetTable.Of(run.Results, contestants, TargetList.For(settings, [.. contestants.Where(contestant => !run.Failures.IsAbsent(contestant))])));
        return 0;
    }
}
