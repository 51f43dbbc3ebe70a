using System.Diagnostics;
using ImKit.Client;
using ImKit.Testing.Histories;

namespace ImKit.Faults.Cluster;

/// <summary>Restarts and kills the parts of a cluster again and again while everybody talks, lets everything settle, and looks for what went wrong.</summary>
internal sealed class ClusterRun(ClusterSettings settings, string folder)
{
    // An admission at the pace, and what a busy machine adds.
    private static readonly TimeSpan ReturnTime = TimeSpan.FromMinutes(3);

    // Longer than a lease: what a dead node held is another's by then.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);
    private readonly Random _random = new(settings.Seed);
    private readonly List<Restart> _restarts = [];
    private readonly Dictionary<string, int> _kills = [];

    public async Task<ClusterReport> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        var data = Path.Combine(folder, "data");
        await using var servers = await ClusterServers.StartAsync(settings, data);
        await using var crowd = new Crowd(settings.Seed, settings.Users, servers.SeenBy, data);
        await using var idle = new IdleClients(settings.Idle, servers.SeenBy, data);
        using var rates = new LoginRates(servers.Nodes);
        using var stop = new CancellationTokenSource();
        await crowd.BeginAsync(settings.Groups);
        idle.Start();
        var watching = rates.RunAsync(stop.Token);
        await AllConnectedAsync(crowd, idle);
        using (var silence = new CancellationTokenSource())
        {
            var talking = crowd.TalkAsync(silence.Token);
            for (var i = 0; i < settings.Restarts; i++)
            {
                await RestartAsync(servers, rates, crowd, idle, i % servers.Nodes.Count);
                Console.WriteLine($"{_restarts[^1]}, {clock.Elapsed.TotalSeconds:F0} s");
            }

            for (var i = 1; i <= settings.Kills; i++)
            {
                await LiveAsync(crowd);
                await KillAsync(servers);
                if (i % 10 == 0)
                    Console.WriteLine($"{i} kills, {crowd.Devices.Sum(static device => device.Sent)} sent, {clock.Elapsed.TotalSeconds:F0} s");
            }

            await LiveAsync(crowd);
            await silence.CancelAsync();
            await talking;
        }

        await AllConnectedAsync(crowd, idle);
        await Settling.RunAsync(crowd, Quiet);
        await stop.CancelAsync();
        await watching;
        var histories = crowd.Devices.Select(static device => device.Recorder.History).ToList();
        return new ClusterReport(settings, clock.Elapsed, _restarts, _kills, servers.FailedStarts, crowd.Devices, histories, HistoryChecker.Check(histories), servers.Errors);
    }

    /// <summary>One step of a rolling restart: SIGTERM, a new start, and everybody is connected again.</summary>
    private async Task RestartAsync(ClusterServers servers, LoginRates rates, Crowd crowd, IdleClients idle, int node)
    {
        await LiveAsync(crowd);
        var clients = await rates.ConnectionsAsync(node);
        var began = rates.Now;
        var code = await servers.Nodes[node].StopAsync();
        var drained = rates.Now - began;
        await servers.StartAgainAsync(node);
        await AllConnectedAsync(crowd, idle);
        var survivors = Enumerable.Range(0, servers.Nodes.Count).Where(other => other != node).ToList();
        _restarts.Add(new Restart(
            node + 1, clients, drained, code, [.. survivors.Select(other => rates.PeakOf(other, began))], survivors.Sum(other => rates.RefusedOf(other, began))));
    }

    private async Task KillAsync(ClusterServers servers)
    {
        // Three of five are nodes, as there are three.
        var which = _random.Next(ClusterSettings.Nodes + 2);
        var away = _random.Next(4) == 0 ? _random.Next(3000, 8000) : _random.Next(0, 1000);
        var name = which < ClusterSettings.Nodes ? "nodes" : which == ClusterSettings.Nodes ? "Redis" : "PostgreSQL";
        _kills[name] = _kills.GetValueOrDefault(name) + 1;
        if (name == "Redis")
        {
            servers.Redis.Kill();
            await Task.Delay(away);
            await servers.Redis.StartAgainAsync();
        }
        else if (name == "PostgreSQL")
        {
            servers.Database.Kill();
            await Task.Delay(away);
            await servers.Database.StartAgainAsync();
        }
        else
        {
            await servers.Nodes[which].KillAsync();
            await Task.Delay(away);
            await servers.StartAgainAsync(which);
        }
    }

    /// <summary>A while in which the cluster lives, devices come and go, and members change.</summary>
    private async Task LiveAsync(Crowd crowd)
    {
        await Task.Delay(_random.Next(100, 900));
        await crowd.RestartSomeAsync(_random);
        if (_random.Next(2) == 0)
            await crowd.ChangeMembersAsync(_random);
        await Task.Delay(_random.Next(50, 900));
    }

    private static async Task AllConnectedAsync(Crowd crowd, IdleClients idle)
    {
        using var deadline = new RunningTime(ReturnTime);
        while (!idle.AreConnected || crowd.Devices.Any(static device => device.Client.State != ClientConnectionState.Online))
            await Task.Delay(50, deadline.Over);
    }
}
