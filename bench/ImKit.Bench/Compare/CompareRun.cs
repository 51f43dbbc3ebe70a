using ImKit.Bench.Load;
using ImKit.Bench.Servers;

namespace ImKit.Bench.Compare;

/// <summary>The rounds: every contestant gets every load, one after the other; what fails is noted and the run goes on.</summary>
internal sealed class CompareRun(CompareSettings settings, IReadOnlyList<Contestant> contestants)
{
    private readonly Generator _generator = new(settings.Loadgen);
    private readonly List<Scenario> _scenarios = [.. Scenario.ByCpu(settings), Scenario.Lone];

    public Results Results { get; } = new();

    public Failures Failures { get; } = new();

    public void Run()
    {
        for (var round = 1; round <= settings.Rounds; round++)
        {
            // Every other round backwards, so that a machine that gets busier or calmer favours nobody.
            foreach (var contestant in round % 2 == 1 ? contestants : contestants.Reverse())
            {
                if (Failures.IsAbsent(contestant))
                    continue;
                Console.Error.WriteLine($"round {round}: {contestant.Title}");
                Work(contestant, round);
                Idle(contestant, round);
            }
        }
    }

    private void Work(Contestant contestant, int round)
    {
        ServerProcess? server = null;
        try
        {
            foreach (var scenario in _scenarios.Where(scenario => contestant.Echoes || scenario.Mode != "echo"))
            {
                server ??= StartWarm(contestant, round);
                if (server is null)
                    return;
                if (!TryLoad(contestant, scenario, server, round) && server.HasEnded)
                {
                    Failures.Add(contestant, scenario.Title, $"the server has ended: {server.Reason()}");
                    server.Dispose();
                    server = null;
                }
            }
        }
        finally
        {
            server?.Dispose();
        }
    }

    private ServerProcess? StartWarm(Contestant contestant, int round)
    {
        if (TryStart(contestant) is not { } server)
            return null;
        Results.Add(contestant.Id, Keys.StartMilliseconds, round, server.StartTime.TotalMilliseconds);
        TryRun(contestant, Scenario.JustInTime.Title, () => _generator.Run(Scenario.JustInTime, contestant, server, settings.Seconds, 1));
        return server;
    }

    private bool TryLoad(Contestant contestant, Scenario scenario, ServerProcess server, int round) => TryRun(contestant, scenario.Title, () =>
    {
        var report = _generator.Run(scenario, contestant, server, settings.Seconds, 1);
        RequireAlive(report);
        if (report.Ops == 0)
            throw new BenchException("nothing was delivered");
        Keys.AddLoad(Results, contestant.Id, scenario, round, report);
        if (report.Dead > 0)
            Failures.Add(contestant, scenario.Title, $"{report.Dead} connections were lost");
    });

    /// <summary>On a fresh server, so that no memory left from other loads hides what a connection needs.</summary>
    private void Idle(Contestant contestant, int round)
    {
        if (Failures.IsAbsent(contestant) || TryStart(contestant) is not { } server)
            return;
        using (server)
        {
            TryRun(contestant, "idle", () =>
            {
                _generator.Run(Scenario.FirstLogins, contestant, server, 1, 0);
                AdminFigures.Ask(server.Admin, "gc");
                var report = IdleLoad.Run(_generator, settings.Idle, contestant, server);
                RequireAlive(report);
                Keys.AddIdle(Results, contestant.Id, round, report);
            });
        }
    }

    /// <summary>A few lost connections are noted; with more of them a figure means nothing.</summary>
    private static void RequireAlive(LoadReport report)
    {
        if (report.Dead * 10 > report.N)
            throw new BenchException($"{report.Dead} of {report.N} connections were lost");
    }

    private ServerProcess? TryStart(Contestant contestant)
    {
        try
        {
            return contestant.Start();
        }
        catch (Exception error) when (error is BenchException or System.ComponentModel.Win32Exception)
        {
            Failures.AddAbsent(contestant, error.Message);
            return null;
        }
    }

    private bool TryRun(Contestant contestant, string load, Action run)
    {
        try
        {
            run();
            return true;
        }
        catch (Exception error) when (error is BenchException or IOException or System.Net.Sockets.SocketException or System.Text.Json.JsonException)
        {
            Failures.Add(contestant, load, error.Message);
            return false;
        }
    }
}
