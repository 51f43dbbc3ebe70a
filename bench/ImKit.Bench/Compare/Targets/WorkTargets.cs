namespace ImKit.Bench.Compare.Targets;

/// <summary>Echo, push and the latency of a lone message.</summary>
internal static class WorkTargets
{
    public static IEnumerable<Target> For(IReadOnlyList<string> imKit)
    {
        foreach (var (echo, count) in new[] { (Scenario.EchoOne, 1), (Scenario.EchoSixteen, 16) })
        {
            foreach (var id in imKit.Where(static id => id.StartsWith("linux", StringComparison.Ordinal)))
                yield return new Target($"echo, {count} in flight: at most 1.25 × C", id, Keys.Cpu(echo), 1.25) { Reference = Contestant.LimitDirect };
            var limit = count == 1 ? 1.1 : 1.5;
            yield return new Target($"echo, {count} in flight: at most {limit:0.0} × plain Kestrel TCP", "aspnetcore", Keys.Cpu(echo), limit)
            {
                Reference = Contestant.PlainKestrel,
            };
        }

        foreach (var id in imKit)
            yield return new Target("push to one user: at most 1.3 × C", id, Keys.Cpu(Scenario.Push), 1.3) { Reference = Contestant.LimitDirect };
        foreach (var id in imKit)
            yield return new Target("p99 of a lone room message: under 2 × C", id, Keys.P99(Scenario.Lone.Id), 2) { Reference = Contestant.LimitDirect };
    }
}
