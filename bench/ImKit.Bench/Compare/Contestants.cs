using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>Who takes part.</summary>
internal static class Contestants
{
    /// <summary>All that can be driven with what the command line gives, the limit first.</summary>
    public static List<Contestant> All(CompareSettings settings)
    {
        List<Contestant> all = [.. Limits(settings.Limit)];
        all.AddRange(settings.Transports.Select(name =>
            new Contestant(name, TransportNames.TitleOf(name), TransportNames.ProtocolOf(name), () => ServerProcess.StartBenchServer(name, settings.Server))
            {
                IsImKit = true,
            }));
        all.Add(new(Contestant.PlainKestrel, "plain Kestrel TCP, no ImKit", "tcp", () => ServerProcess.StartBenchServer("kestrel", settings.Server)));
        all.Add(new(Contestant.SignalRJson, "SignalR, JSON", "sigj", () => ServerProcess.StartBenchServer("signalr", settings.Server)));
        if (settings.Loadgen is not null)
            all.Add(new("signalr-messagepack", "SignalR, MessagePack", "sigm", () => ServerProcess.StartBenchServer("signalr", settings.Server)));
        if (settings.Comet is { } comet)
            all.Add(new(Contestant.Comet, "goim comet TCP", "tcp", () => ServerProcess.StartProgram(comet)) { Echoes = false });
        return settings.Only.Length == 0 ? all : [.. all.Where(contestant => settings.Only.Any(name => IsNamed(contestant, name, all)))];
    }

    /// <summary>An id names one; anything else all whose title contains it.</summary>
    private static bool IsNamed(Contestant contestant, string name, List<Contestant> all) =>
        all.Any(other => other.Id == name) ? contestant.Id == name : contestant.Title.Contains(name, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Contestant> Limits(string? limit)
    {
        if (limit is null)
            yield break;
        yield return new(Contestant.LimitDirect, "C epoll, one send per member", "tcp", () => ServerProcess.StartProgram(limit, "direct"));
        yield return new(Contestant.LimitMerged, "C epoll, merged", "tcp", () => ServerProcess.StartProgram(limit, "merge"));
        yield return new("c-uring", "C io_uring, one send per member", "tcp", () => ServerProcess.StartProgram(limit, "uring"));
        yield return new("c-uringm", "C io_uring, merged", "tcp", () => ServerProcess.StartProgram(limit, "uringm"));
    }
}
