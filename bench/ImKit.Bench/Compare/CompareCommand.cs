using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>The same loads on every server, alternating, medians; prints Markdown.</summary>
internal static class CompareCommand
{
    private static readonly Scenario JustInTime = new("warm-up", "fanout", 200, 4, 1, "");
    private static readonly Scenario FirstLogins = new("first logins", "idle", 300, 1, 1, "");

    public static int Run(Arguments args)
    {
        var (limit, loadgen) = (args.Text("limit"), args.Text("loadgen"));
        if (limit is null != loadgen is null)
            throw new UsageException("--limit and --loadgen go together: one generator has to drive all");
        var server = args.Text("server", ServerProcess.BenchServerPath);
        var rounds = args.Number("rounds", 3);
        var seconds = args.Real("seconds", 3);
        var only = args.Text("only");
        args.RequireAllKnown();
        var generator = new Generator(loadgen);
        var contestants = Contestant.All(server, limit, generator.SpeaksMessagePack)
            .Where(contestant => only is null || contestant.Name.Contains(only, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (!Pinning.Available)
            Console.Error.WriteLine("No second core or no taskset: server and load share the cores.");
        var results = new Results();
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                Console.Error.WriteLine($"round {round}: {contestant.Name}");
                Work(results, generator, contestant, seconds);
                Idle(results, generator, contestant, seconds);
            }
        }

        Console.WriteLine(Table.Of(results, contestants, loadgen is null));
        return 0;
    }

    private static void Work(Results results, Generator generator, Contestant contestant, double seconds)
    {
        using var server = contestant.Start();
        generator.Run(JustInTime, contestant, server, seconds, 1);
        foreach (var scenario in Scenario.All)
            results.Add(contestant, scenario, generator.Run(scenario, contestant, server, seconds, 1));
    }

    /// <summary>On a fresh server, so that no memory left from other loads hides what a connection needs.</summary>
    private static void Idle(Results results, Generator generator, Contestant contestant, double seconds)
    {
        using var server = contestant.Start();
        generator.Run(FirstLogins, contestant, server, 1, 0);
        AdminFigures.Ask(server.Admin, "gc");
        results.Add(contestant, Scenario.Idle, generator.Run(Scenario.Idle, contestant, server, seconds, 1));
    }
}
