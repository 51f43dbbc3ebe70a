using System.Diagnostics;

namespace ImKit.Faults;

/// <summary>After the last fault: everything is acknowledged, everybody says one more word, fresh devices load everything and read it back, and all end.</summary>
internal static class Settling
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="crowd">Who has stopped talking.</param>
    /// <param name="quiet">For how long nothing more has to come: with several nodes, work that a dead node held is another's when its lease has ended.</param>
    public static async Task RunAsync(Crowd crowd, TimeSpan quiet)
    {
        using var deadline = new RunningTime(Patience);
        await WaitAsync(crowd, deadline.Over);
        await crowd.SayLastWordsAsync();
        await WaitAsync(crowd, deadline.Over);
        crowd.AddWitnesses();
        var clock = Stopwatch.StartNew();
        // The first round waits for the logins; what a first round stirs up, the second finds.
        for (var (round, applied) = (0, -1L); round < 3 || clock.Elapsed < quiet; round++)
        {
            await Task.Delay(500, deadline.Over);
            await Task.WhenAll(crowd.Devices.Select(device => device.Client.CatchUpAsync(deadline.Over)));
            var now = crowd.Devices.Sum(static device => device.Statistics.Applied);
            if (now != applied)
                clock.Restart();
            applied = now;
        }

        await Task.WhenAll(crowd.Witnesses.Select(witness => witness.ReadBackAsync(deadline.Over)));
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
