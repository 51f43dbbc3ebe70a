using System.Globalization;
using System.Net;

namespace ImKit.Faults.Network;

/// <summary>A node with its network, its clock, and the proxies around it.</summary>
internal sealed class NetworkNode : IAsyncDisposable
{
    private NetworkNode(int number, FakeClock clock) => (Number, Clock) = (number, clock);

    public int Number { get; }

    public FakeClock Clock { get; }

    public INodeNetwork Network { get; private set; } = null!;

    public ServerProcess Server { get; private set; } = null!;

    public FaultProxy ToRedis { get; private set; } = null!;

    public FaultProxy ToPostgres { get; private set; } = null!;

    /// <summary>Half of the clients come through these: frames, and WebSockets.</summary>
    public FaultProxy[] OfClients { get; private set; } = [];

    /// <summary>Whether it has a clock of its own. One is enough, and libfaketime makes every look at the clock dear.</summary>
    public bool HasOwnClock => FakeClock.IsPossible && HasClock(Number);

    public string Place => string.Create(CultureInfo.InvariantCulture, $"node {Number}");

    /// <summary>All but the node itself, which is started by <see cref="NetworkServers.StartAgainAsync"/>.</summary>
    public static async Task<NetworkNode> CreateAsync(Bridge? bridge, int number, Backends backends, string data, string clocks)
    {
        var node = new NetworkNode(number, await FakeClock.CreateAsync(Path.Combine(clocks, string.Create(CultureInfo.InvariantCulture, $"node{number}"))));
        var inside = bridge?.Address ?? IPAddress.Loopback;
        node.ToRedis = new FaultProxy(inside, () => new IPEndPoint(IPAddress.Loopback, backends.Redis.Port));
        node.ToPostgres = new FaultProxy(inside, () => new IPEndPoint(IPAddress.Loopback, backends.Postgres.Port));
        node.OfClients = [new FaultProxy(IPAddress.Loopback, () => EndPoint(node.Server.Tcp)), new FaultProxy(IPAddress.Loopback, () => EndPoint(node.Server.Ws))];
        node.Network = bridge is not null
            ? await NodeNamespace.CreateAsync(bridge, number, new Dictionary<Peer, IPEndPoint> { [Peer.Redis] = node.ToRedis.Address, [Peer.Postgres] = node.ToPostgres.Address })
            : new ProxiedNetwork(new Dictionary<Peer, FaultProxy[]> { [Peer.Redis] = [node.ToRedis], [Peer.Postgres] = [node.ToPostgres], [Peer.Clients] = node.OfClients });
        node.Server = new ServerProcess(
            data, "--node", number.ToString(CultureInfo.InvariantCulture), "--secret", "faults", "--redis", $"{node.ToRedis.Address}",
            "--postgres", $"Host={node.ToPostgres.Address.Address};Port={node.ToPostgres.Address.Port};Database=postgres;Username=imkit")
        {
            Prefix = [.. node.Network.Prefix, .. HasClock(number) ? node.Clock.Prefix : []],
            Address = node.Network.Address,
        };
        return node;
    }

    /// <summary>Where a client finds it.</summary>
    /// <param name="tcp">Frames, or WebSockets.</param>
    /// <param name="proxied">Through a proxy, or straight.</param>
    public Uri AddressFor(bool tcp, bool proxied)
    {
        var straight = tcp ? Server.Tcp : Server.Ws;
        return proxied ? new UriBuilder(straight) { Host = IPAddress.Loopback.ToString(), Port = OfClients[tcp ? 0 : 1].Address.Port }.Uri : straight;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        foreach (var proxy in (FaultProxy[])[ToRedis, ToPostgres, .. OfClients])
            await proxy.DisposeAsync();
        await Network.DisposeAsync();
    }

    private static bool HasClock(int number) => number == 1;

    private static IPEndPoint EndPoint(Uri address) => new(IPAddress.Parse(address.Host), address.Port);
}
