using System.Diagnostics;
using ImKit.Faults.Network;
using ImKit.Testing.Histories;
using ImKit.Tests.Shared;

namespace ImKit.Faults;

/// <summary>Kills the server, and its database, or fills its disk, again and again while everybody talks, lets everything settle, and looks for what went wrong.</summary>
internal sealed class FaultRun(FaultSettings settings, string folder)
{
    private const int DiskMegabytes = 200;
    private readonly Random _random = new(settings.Seed);

    public async Task<FaultReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        await using var disk = settings.FullDisks > 0 ? await SmallDisk.CreateAsync(DiskMegabytes) : null;
        var data = Path.Combine(disk?.Folder ?? folder, "data");
        await using var database = settings.Store == "postgres" && settings.Connection.Length == 0 ? await PostgresServer.StartAsync() : null;
        await using var server = new ServerProcess(data, [.. Options(database?.ConnectionString ?? settings.Connection)]);
        await server.StartAsync();
        await using var crowd = new Crowd(settings.Seed, settings.Users, number => [number % 2 == 0 ? server.Tcp : server.Ws], data);
        await crowd.BeginAsync(settings.Groups);
        using (var stop = new CancellationTokenSource())
        {
            var talking = crowd.TalkAsync(stop.Token);
            for (var (fault, databaseKills, fullDisks) = (1, settings.DatabaseKills, settings.FullDisks); fault <= settings.Faults; fault++)
            {
                await LiveAsync(crowd);
                // Each order of them is as likely as any other.
                var drawn = _random.Next(settings.Faults - fault + 1);
                if (drawn < databaseKills)
                {
                    databaseKills--;
                    await KillDatabaseAsync(database!);
                }
                else if (drawn < databaseKills + fullDisks)
                {
                    fullDisks--;
                    await FillDiskAsync(disk!, server);
                }
                else
                {
                    await server.KillAsync();
                    await server.StartAsync();
                }

                if (fault % 20 == 0)
                    Console.WriteLine($"{fault} faults, {crowd.Devices.Sum(static device => device.Sent)} sent, {clock.Elapsed.TotalSeconds:F0} s");
            }

            await LiveAsync(crowd);
            await stop.CancelAsync();
            await talking;
        }

        await Settling.RunAsync(crowd, quiet: TimeSpan.FromSeconds(3));
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

    /// <summary>The server goes on without room for what it has to write, and is killed in it one time in three.</summary>
    private async Task FillDiskAsync(SmallDisk disk, ServerProcess server)
    {
        await disk.FillAsync();
        await Task.Delay(_random.Next(4) == 0 ? _random.Next(5000, 15000) : _random.Next(300, 2500));
        var isKilled = _random.Next(3) == 0;
        if (isKilled)
            await server.KillAsync();
        disk.Free();
        if (isKilled)
            await server.StartAsync();
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
