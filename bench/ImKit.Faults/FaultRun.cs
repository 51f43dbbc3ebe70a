using System.Diagnostics;
using ImKit.Testing.Histories;
using ImKit.Tests.Shared;

namespace ImKit.Faults;

/// <summary>Kills the server, and its database, again and again while everybody talks, lets everything settle, and looks for what went wrong.</summary>
internal sealed class FaultRun(FaultSettings settings, string folder)
{
    private readonly Random _random = new(settings.Seed);

    public async Task<FaultReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var data = Path.Combine(folder, "data");
        await using var database = settings.Store == "postgres" && settings.Connection.Length == 0 ? await PostgresServer.StartAsync() : null;
        await using var server = new ServerProcess(data, [.. Options(database?.ConnectionString ?? settings.Connection)]);
        await server.StartAsync();
        await using var crowd = new Crowd(settings.Seed, settings.Users, number => [number % 2 == 0 ? server.Tcp : server.Ws], data);
        await crowd.BeginAsync(settings.Groups);
        using (var stop = new CancellationTokenSource())
        {
            var talking = crowd.TalkAsync(stop.Token);
            for (var (kill, databaseKills) = (1, settings.DatabaseKills); kill <= settings.Kills + settings.DatabaseKills; kill++)
            {
                await LiveAsync(crowd);
                // Each order of the two is as likely as any other.
                if (_random.Next(settings.Kills + settings.DatabaseKills - kill + 1) < databaseKills)
                {
                    databaseKills--;
                    await KillDatabaseAsync(database!);
                }
                else
                {
                    await server.KillAsync();
                    await server.StartAsync();
                }

                if (kill % 20 == 0)
                    Console.WriteLine($"{kill} kills, {crowd.Devices.Sum(static device => device.Sent)} sent, {clock.Elapsed.TotalSeconds:F0} s");
            }

            await LiveAsync(crowd);
            await stop.CancelAsync();
            await talking;
        }

        await Settling.RunAsync(crowd, quiet: TimeSpan.Zero);
        var histories = crowd.Devices.Select(static device => device.Recorder.History).ToList();
        return new FaultReport(settings, clock.Elapsed, crowd.Devices, histories, HistoryChecker.Check(histories), server.Errors);
    }

    private IEnumerable<string> Options(string connection)
    {
        foreach (var word in settings.Transport.Length > 0 ? (string[])["--transport", settings.Transport] : [])
            yield return word;
        foreach (var word in connection.Length > 0 ? (string[])["--postgres", connection] : [])
            yield return word;
    }

    /// <summary>The server goes on without its database, for a moment or for longer than its calls wait.</summary>
    private async Task KillDatabaseAsync(PostgresServer database)
    {
        database.Kill();
        await Task.Delay(_random.Next(4) == 0 ? _random.Next(5000, 15000) : _random.Next(0, 1000));
        await database.StartAgainAsync();
    }

    /// <summary>A while in which the server lives, devices come and go, and members change.</summary>
    private async Task LiveAsync(Crowd crowd)
    {
        await Task.Delay(_random.Next(100, 900));
        await crowd.RestartSomeAsync(_random);
        if (_random.Next(2) == 0)
            await crowd.ChangeMembersAsync(_random);
        await Task.Delay(_random.Next(50, 900));
    }
}
