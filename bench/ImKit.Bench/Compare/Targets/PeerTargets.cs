namespace ImKit.Bench.Compare.Targets;

/// <summary>Against SignalR and goim's comet, in the same run.</summary>
internal static class PeerTargets
{
    private const int Batch = 20;

    public static IEnumerable<Target> For(string id, CompareSettings settings, IReadOnlyList<Contestant> contestants)
    {
        var members = settings.Members[0];
        foreach (var window in contestants.Any(static contestant => contestant.Id == Contestant.SignalRJson) ? settings.Windows : [])
        {
            var times = window == 1 ? 3 : 4;
            yield return new Target($"room of {members}, {window} waiting: SignalR (JSON) needs at least {times} ×", id, Keys.Cpu(Scenario.RoomId(members, window)), times)
            {
                Reference = Contestant.SignalRJson,
                AtLeast = true,
            };
        }

        if (settings.Windows.Contains(Batch))
            yield return new Target($"room of {members}, {Batch} waiting: at most 0.30 µs", id, Keys.Cpu(Scenario.RoomId(members, Batch)), 0.30);
        if (!contestants.Any(static contestant => contestant.Id == Contestant.Comet))
            yield break;
        foreach (var window in settings.Windows)
            yield return AheadOfComet($"room of {members}, {window} waiting", id, Keys.Cpu(Scenario.RoomId(members, window)));
        yield return AheadOfComet("push to one user", id, Keys.Cpu(Scenario.Push));
        yield return AheadOfComet("idle connection", id, Keys.IdleKilobytes);
    }

    private static Target AheadOfComet(string what, string id, string key) =>
        new($"{what}: less than goim's comet", id, key, 1) { Reference = Contestant.Comet };
}
