using System.Diagnostics;
using ImKit.Testing.Histories;

namespace ImKit.Faults;

/// <summary>Kills the server again and again while everybody talks, lets everything settle, and looks for what went wrong.</summary>
internal sealed class FaultRun(FaultSettings settings, string folder)
{
    private static readonly TimeSpan SettleTime = TimeSpan.FromMinutes(3);
    private readonly Random _random = new(settings.Seed);

    public async Task<FaultReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var data = Path.Combine(folder, "data");
        await using var server = new ServerProcess(settings, data);
        await server.StartAsync();
        await using var crowd = new Crowd(settings, server, data);
        await crowd.BeginAsync(settings.Groups);
        using (var stop = new CancellationTokenSource())
        {
            var talking = crowd.TalkAsync(stop.Token);
            for (var kill = 1; kill <= settings.Kills; kill++)
            {
                await LiveAsync(crowd);
                await server.KillAsync();
                await server.StartAsync();
                if (kill % 20 == 0)
                    Console.WriteLine($"{kill} kills, {crowd.Devices.Sum(static device => device.Sent)} sent, {clock.Elapsed.TotalSeconds:F0} s");
            }

            await LiveAsync(crowd);
            await stop.CancelAsync();
            await talking;
        }

        await SettleAsync(crowd);
        var histories = crowd.Devices.Select(static device => device.Recorder.History).ToList();
        return new FaultReport(settings, clock.Elapsed, crowd.Devices, histories, HistoryChecker.Check(histories), server.Errors);
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

    private static async Task SettleAsync(Crowd crowd)
    {
        using var deadline = new CancellationTokenSource(SettleTime);
        await WaitAsync(crowd, deadline.Token);
        await crowd.SayLastWordsAsync();
        await WaitAsync(crowd, deadline.Token);
        crowd.AddWitnesses();
        // The first round waits for the logins; what a first round stirs up, the second finds.
        for (var round = 0; round < 3; round++)
        {
            await Task.Delay(500, deadline.Token);
            await Task.WhenAll(crowd.Devices.Select(device => device.Client.CatchUpAsync(deadline.Token)));
        }

        foreach (var device in crowd.Devices)
            device.Recorder.End(device.Client);
    }

    private static async Task WaitAsync(Crowd crowd, CancellationToken cancel)
    {
        while (crowd.Devices.Any(static device => device.Client.OutboxCount > 0))
            await Task.Delay(50, cancel);
        await Task.WhenAll(crowd.Devices.Select(device => device.Client.CatchUpAsync(cancel)));
    }
}
