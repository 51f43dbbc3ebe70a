using System.Globalization;
using ImKit.Samples.Server;

namespace ImKit.Faults.Network;

/// <summary>Three nodes, each in a network of its own, over the servers that they share.</summary>
internal sealed class NetworkServers : IAsyncDisposable
{
    private const int Count = 3;
    private const int MaxStarts = 20;
    private readonly string _clocks;
    private readonly byte[] _key;
    private readonly Bridge? _bridge;
    private readonly List<NetworkNode> _nodes = [];

    private NetworkServers(string clocks, byte[] key, Bridge? bridge, Backends backends) => (_clocks, _key, _bridge, Backends) = (clocks, key, bridge, backends);

    public Backends Backends { get; }

    public IReadOnlyList<NetworkNode> Nodes => _nodes;

    /// <summary>Starts of nodes that failed, because Redis or PostgreSQL did not answer in time, and were tried again.</summary>
    public int FailedStarts { get; private set; }

    /// <summary>What this machine cannot do, in words.</summary>
    public static IEnumerable<string> Missing()
    {
        if (!Bridge.IsPossible)
            yield return "no network namespaces (root, iproute2 and iptables are needed): proxies swallow what packet filters would drop";
        if (!FakeClock.IsPossible)
            yield return "no libfaketime: clocks are not stepped";
        if (!SmallDisk.IsPossible)
            yield return "no small disk (root is needed): no disk is filled";
    }

    public string Errors => string.Join('\n', _nodes.Select(static node => $"== {node.Place}\n{node.Server.Errors}"));

    public static async Task<NetworkServers> StartAsync(NetworkSettings settings, string data)
    {
        var clocks = Directory.CreateTempSubdirectory("imkit-clocks-").FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(clocks, File.GetUnixFileMode(clocks) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var bridge = Bridge.IsPossible ? await Bridge.CreateAsync() : null;
        NetworkServers? servers = null;
        try
        {
            servers = new NetworkServers(clocks, DevelopmentToken.KeyOf(data), bridge, await Backends.StartAsync(clocks, settings.Broker == "rabbitmq"));
            for (var number = 1; number <= Count; number++)
            {
                servers._nodes.Add(await NetworkNode.CreateAsync(bridge, number, servers.Backends, Crowd.DevicesOf(settings.Users), data, clocks));
                await servers.StartAgainAsync(servers._nodes[^1]);
            }

            return servers;
        }
        catch
        {
            if (servers is not null)
                await servers.DisposeAsync();
            else if (bridge is not null)
                await bridge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node as whoever watches over processes does: again, until it is there.</summary>
    public async Task StartAgainAsync(NetworkNode node)
    {
        for (var left = MaxStarts; ; left--)
        {
            try
            {
                await node.Server.StartAsync();
                return;
            }
            catch (InvalidOperationException) when (left > 1)
            {
                FailedStarts++;
                await node.Server.KillAsync();
                await Task.Delay(500);
            }
        }
    }

    /// <summary>All nodes, in as many orders as there are.</summary>
    public IEnumerable<Uri> SeenBy(int client)
    {
        var step = client / Count % 2 == 0 ? 1 : Count - 1;
        return Enumerable.Range(0, Count).Select(i => _nodes[(client + (i * step)) % Count].AddressFor(client));
    }

    /// <summary>A fault of one client's link, whichever node it calls.</summary>
    /// <param name="proxied">Which of those behind proxies.</param>
    /// <param name="fault">What it suffers.</param>
    public LinkTroubles LinkOfClient(int proxied, LinkFault fault) => new(
        [.. _nodes.Select(node => node.OfClients[proxied])], string.Create(CultureInfo.InvariantCulture, $"client {2 * proxied}"), "one client", "its node", fault);

    /// <summary>What a user logs in with who is none of the crowd.</summary>
    public string TokenOf(string user) => new DevelopmentToken(user, "device", TimeProvider.System.GetUtcNow().AddDays(1)).Sign(_key);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Backends.DisposeAsync();
        if (_bridge is not null)
            await _bridge.DisposeAsync();
        Directory.Delete(_clocks, recursive: true);
    }
}
