using System.Globalization;
using ImKit.Bench.Servers;
using ImKit.Tests.Shared;

namespace ImKit.Bench.Scale;

/// <summary>Holds very many connections by several server processes at once, with heartbeats and a broadcast now and then: each with a room of its own, or all
/// as nodes of one application with one room.</summary>
internal static class ScaleCommand
{
    public static async Task<int> RunAsync(Arguments args)
    {
        var settings = ScaleSettings.From(args);
        var start = MachineLoad.Now();
        await using var redis = settings.Joined ? await RedisServer.StartAsync() : null;
        // Who waits for Redis is called back on the one socket thread; what follows waits for that thread, and must not be on it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var nodes = new List<ScaleNode>();
        try
        {
            // Before anybody is there: what the warm-up publishes into the room is for nobody else.
            for (var left = settings.Connections; left > 0; left -= settings.PerServer)
                nodes.Add(Start(settings, redis, nodes.Count, Math.Min(left, settings.PerServer)));
            for (var i = 0; i < settings.Empty; i++)
                nodes.Add(Start(settings, redis, nodes.Count, 0));
            Fill(settings, nodes);
            Steady(settings, nodes);
        }
        catch (BenchException error)
        {
            Console.Error.WriteLine(error.Message);
            return 3;
        }
        finally
        {
            foreach (var node in nodes)
                node.Dispose();
        }

        Console.WriteLine(ScaleTable.Of(settings, nodes, Machine.Describe(start, MachineLoad.Now())));
        return ScaleTable.IsComplete(nodes) ? 0 : 1;
    }

    private static ScaleNode Start(ScaleSettings settings, RedisServer? redis, int number, int connections) => redis is null
        ? new ScaleNode(settings, connections)
        : new ScaleNode(settings, connections, "--redis", redis.ConnectionString, "--node", number.ToString(CultureInfo.InvariantCulture));

    private static void Fill(ScaleSettings settings, List<ScaleNode> nodes)
    {
        // One after the other: logins of all at once would measure who waits for whom.
        foreach (var node in nodes.Where(static node => node.Connections > 0))
        {
            node.Fill(publishes: !settings.Joined || node == nodes[0], firstUser: 1 + (nodes.IndexOf(node) * 100_000));
            Console.Error.WriteLine($"process {nodes.IndexOf(node) + 1}: {node.Connections} connected");
        }

        foreach (var node in nodes.Where(static node => node.Connections > 0))
            node.ReadMemory();
    }

    private static void Steady(ScaleSettings settings, List<ScaleNode> nodes)
    {
        // Who publishes begins last and ends first: the others are there for all of it.
        foreach (var node in Enumerable.Reverse(nodes))
            node.Begin();
        Thread.Sleep(TimeSpan.FromSeconds(settings.Seconds));
        foreach (var node in nodes)
            node.ReadCpu(settings.Seconds);
        foreach (var node in nodes)
            node.AwaitReport();
        if (!settings.Joined)
            return;
        var broadcasts = nodes[0].Report!.Offered / nodes[0].Connections;
        foreach (var node in nodes)
            node.Expect(broadcasts);
    }
}
