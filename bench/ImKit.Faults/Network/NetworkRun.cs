using System.Diagnostics;
using System.Globalization;
using ImKit.Testing.Histories;

namespace ImKit.Faults.Network;

/// <summary>Draws faults from a seed, round after round, while everybody talks; heals, waits for everything to work, and looks for what went wrong.</summary>
internal sealed class NetworkRun(NetworkSettings settings, int seed, string folder)
{
    // Longer than a lease: what a dead node held is another's by then.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);
    private readonly Random _random = new(seed);
    private readonly List<RoundResult> _rounds = [];

    public async Task<NetworkReport> RunAsync(CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var data = Path.Combine(folder, "data");
        await using var servers = await NetworkServers.StartAsync(settings, data);
        await using var crowd = new Crowd(seed, settings.Users, servers.SeenBy, data);
        using var liveness = new Liveness(servers, crowd);
        using var silence = new CancellationTokenSource();
        await crowd.BeginAsync(settings.Groups, StuckClient.User);
        await liveness.WaitAsync();
        var talking = crowd.TalkAsync(silence.Token);
        var list = new FaultList(servers, settings.Only);
        var faults = Stopwatch.StartNew();
        while (faults.Elapsed < TimeSpan.FromMinutes(settings.Minutes) && !cancel.IsCancellationRequested)
        {
            await LiveAsync(crowd);
            var round = Round.Draw(list, _random);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,5:F0} s  {round}"));
            await round.RunAsync();
            var (took, last, missing) = await liveness.WaitAsync();
            _rounds.Add(new RoundResult(round, took, Joined(await EndedAsync(servers), missing)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,5:F0} s  {(_rounds[^1].Problem is { } problem ? $"NOT WELL: {problem}" : $"well again after {took.TotalSeconds:F1} s{(last.Length > 0 ? $"; last: {last}" : "")}")}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,5:F0} s  quiet, and with a stuck client"));
        var (stuck, stillMissing) = await new StuckTrial(servers, crowd, liveness).RunAsync();
        await silence.CancelAsync();
        await talking;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,5:F0} s  last words"));
        var settled = Joined(Joined(stillMissing, await SettleAsync(crowd)), await EndedAsync(servers));
        var histories = crowd.Devices.Select(static device => device.Recorder.History).ToList();
        return new NetworkReport(seed, clock.Elapsed, _rounds, stuck, settled, servers.FailedStarts, crowd.Devices, histories, HistoryChecker.Check(histories), servers.Errors);
    }

    /// <summary>A while in which everything works, devices come and go, and members change.</summary>
    private async Task LiveAsync(Crowd crowd)
    {
        await Task.Delay(_random.Next(200, 1500));
        await crowd.RestartSomeAsync(_random);
        if (_random.Next(2) == 0)
            await crowd.ChangeMembersAsync(_random);
        await Task.Delay(_random.Next(200, 1500));
    }

    /// <summary>No part may end by itself.</summary>
    private static async Task<string?> EndedAsync(NetworkServers servers)
    {
        string? ended = null;
        foreach (var backend in servers.Backends.All.Where(static backend => backend.Process() is null))
            ended = Joined(ended, $"{backend.Name} ended by itself");
        foreach (var node in servers.Nodes.Where(static node => node.Server.ProcessId is null))
        {
            ended = Joined(ended, $"{node.Place} ended by itself");
            await node.Server.KillAsync();
            await servers.StartAgainAsync(node);
        }

        return ended;
    }

    /// <returns>What did not come to rest; null if all did.</returns>
    private static async Task<string?> SettleAsync(Crowd crowd)
    {
        try
        {
            await Settling.RunAsync(crowd, Quiet);
            return null;
        }
        catch (OperationCanceledException)
        {
            return "devices did not catch up within the deadline after the last fault";
        }
    }

    private static string? Joined(string? one, string? other) => one is null ? other : other is null ? one : $"{one}; {other}";
}
