using ImKit.Bench.Servers;

namespace ImKit.Bench.Scale;

/// <summary>Holds very many connections by several server processes at once, each with one room, heartbeats and a broadcast now and then.</summary>
internal static class ScaleCommand
{
    public static int Run(Arguments args)
    {
        var settings = ScaleSettings.From(args);
        var start = MachineLoad.Now();
        var nodes = new List<ScaleNode>();
        try
        {
            // One after the other: logins of all at once would measure who waits for whom.
            for (var left = settings.Connections; left > 0; left -= settings.PerServer)
            {
                nodes.Add(new ScaleNode(settings, Math.Min(left, settings.PerServer)));
                nodes[^1].AwaitConnected();
                Console.Error.WriteLine($"process {nodes.Count}: {nodes[^1].Connections} connected");
            }

            foreach (var node in nodes)
                node.ReadMemory();
            Steady(nodes, settings.Seconds);
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

    private static void Steady(List<ScaleNode> nodes, double seconds)
    {
        foreach (var node in nodes)
            node.Begin();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        foreach (var node in nodes)
            node.ReadCpu(seconds);
        foreach (var node in nodes)
            node.AwaitReport();
    }
}
