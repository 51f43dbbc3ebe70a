using System.Globalization;
using System.Net;

namespace ImKit.Faults.Network;

/// <summary>A node with its network, its clock, and the proxies around it.</summary>
internal sealed class NetworkNode : IAsyncDisposable
{
    /// <summary>What its administrative port asks for.</summary>
    public const string Secret = "faults";

    private NetworkNode(int number, FakeClock clock) => (Number, Clock) = (number, clock);

    public int Number { get; }

    public FakeClock Clock { get; }

    public INodeNetwork Network { get; private set; } = null!;

    public ServerProcess Server { get; private set; } = null!;

    /// <summary>The ways to the servers that nodes share.</summary>
    public IReadOnlyDictionary<Peer, FaultProxy> To { get; private set; } = new Dictionary<Peer, FaultProxy>();

    /// <summary>Clients with even numbers come through these, each by its own.</summary>
    public FaultProxy[] OfClients { get; private set; } = [];

    public string Place => string.Create(CultureInfo.InvariantCulture, $"node {Number}");

    /// <summary>All but the node itself, which is started by <see cref="NetworkServers.StartAgainAsync"/>.</summary>
    public static async Task<NetworkNode> CreateAsync(Bridge? bridge, int number, Backends backends, int clients, string data, string clocks)
    {
        var node = new NetworkNode(number, await FakeClock.CreateAsync(Path.Combine(clocks, string.Create(CultureInfo.InvariantCulture, $"node{number}"))));
        var inside = bridge?.Address ?? IPAddress.Loopback;
        node.To = backends.All.ToDictionary(static backend => backend.Peer, backend => new FaultProxy(inside, () => new IPEndPoint(IPAddress.Loopback, backend.Port)));
        node.OfClients = [.. Enumerable.Range(0, (clients + 1) / 2).Select(i => new FaultProxy(IPAddress.Loopback, () => EndPoint(UsesTcp(2 * i) ? node.Server.Tcp : node.Server.Ws)))];
        node.Network = bridge is not null
            ? await NodeNamespace.CreateAsync(bridge, number, node.To.ToDictionary(static to => to.Key, static to => to.Value.Address))
            : new ProxiedNetwork(new Dictionary<Peer, FaultProxy[]>(node.To.Select(static to => KeyValuePair.Create(to.Key, (FaultProxy[])[to.Value]))) { [Peer.Clients] = node.OfClients });
        node.Server = new ServerProcess(data, ["--node", number.ToString(CultureInfo.InvariantCulture), "--secret", Secret, .. node.To.SelectMany(static to => Option(to.Key, to.Value.Address))])
        {
            Prefix = [.. node.Network.Prefix, .. node.Clock.Prefix],
            Address = node.Network.Address,
        };
        return node;
    }

    /// <summary>Where a client finds it.</summary>
    /// <param name="client">Its number: half of them use frames and half WebSockets, and of each half come through proxies.</param>
    public Uri AddressFor(int client)
    {
        var straight = UsesTcp(client) ? Server.Tcp : Server.Ws;
        return client % 2 == 0 ? new UriBuilder(straight) { Host = IPAddress.Loopback.ToString(), Port = OfClients[client / 2].Address.Port }.Uri : straight;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        foreach (var proxy in (FaultProxy[])[.. To.Values, .. OfClients])
            await proxy.DisposeAsync();
        await Network.DisposeAsync();
    }

    private static bool UsesTcp(int client) => client / 2 % 2 == 0;

    private static string[] Option(Peer peer, IPEndPoint at) => peer switch
    {
        Peer.Redis => ["--redis", $"{at}"],
        Peer.RabbitMq => ["--rabbitmq", $"amqp://guest:guest@{at}"],
        _ => ["--postgres", $"Host={at.Address};Port={at.Port};Database=postgres;Username=imkit"],
    };

    private static IPEndPoint EndPoint(Uri address) => new(IPAddress.Parse(address.Host), address.Port);
}
