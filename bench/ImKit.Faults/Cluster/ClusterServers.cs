using System.Globalization;
using ImKit.Tests.Shared;

namespace ImKit.Faults.Cluster;

/// <summary>Three nodes, and the Redis and PostgreSQL that they share, all of this run's own.</summary>
internal sealed class ClusterServers : IAsyncDisposable
{
    private const int MaxStarts = 10;
    private readonly List<ServerProcess> _nodes = [];

    private ClusterServers(RedisServer redis, PostgresServer database) => (Redis, Database) = (redis, database);

    public RedisServer Redis { get; }

    public PostgresServer Database { get; }

    public IReadOnlyList<ServerProcess> Nodes => _nodes;

    /// <summary>Starts of nodes that failed, because Redis or PostgreSQL did not answer in time, and were tried again.</summary>
    public int FailedStarts { get; private set; }

    /// <summary>What the nodes wrote to their standard errors.</summary>
    public string Errors => string.Join('\n', _nodes.Select(static (node, i) => $"== node {i + 1}\n{node.Errors}"));

    public static async Task<ClusterServers> StartAsync(ClusterSettings settings, string data)
    {
        var servers = new ClusterServers(await RedisServer.StartAsync(), await PostgresServer.StartAsync());
        for (var node = 1; node <= ClusterSettings.Nodes; node++)
        {
            var server = new ServerProcess(
                data, "--node", Text(node), "--redis", servers.Redis.ConnectionString, "--postgres", servers.Database.ConnectionString,
                "--drain", Text(settings.Drain), "--logins", Text(settings.Logins));
            servers._nodes.Add(server);
            await server.StartAsync();
        }

        return servers;
    }

    /// <summary>Starts a node as whoever watches over processes does: again, until it is there.</summary>
    public async Task StartAgainAsync(int node)
    {
        for (var left = MaxStarts; ; left--)
        {
            try
            {
                await _nodes[node].StartAsync();
                return;
            }
            catch (InvalidOperationException) when (left > 1)
            {
                FailedStarts++;
                await _nodes[node].KillAsync();
            }
        }
    }

    /// <summary>All nodes, in as many orders as there are, evenly; half of the clients by TCP, half by WebSocket.</summary>
    public IEnumerable<Uri> SeenBy(int client)
    {
        var step = client / _nodes.Count % 2 == 0 ? 1 : _nodes.Count - 1;
        var tcp = client / (2 * _nodes.Count) % 2 == 0;
        return Enumerable.Range(0, _nodes.Count).Select(i => _nodes[(client + (i * step)) % _nodes.Count]).Select(node => tcp ? node.Tcp : node.Ws);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Redis.DisposeAsync();
        await Database.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
