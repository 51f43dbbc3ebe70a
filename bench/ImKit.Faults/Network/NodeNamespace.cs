using System.Globalization;
using System.Net;

namespace ImKit.Faults.Network;

/// <summary>A node's network namespace: one cable to the bridge, and a packet filter of its own.</summary>
internal sealed class NodeNamespace : INodeNetwork
{
    private readonly string _name;
    private readonly IPAddress _others;
    private readonly IReadOnlyDictionary<Peer, IPEndPoint> _peers;
    private readonly List<string[]> _rules = [];

    private NodeNamespace(string name, IPAddress address, IPAddress others, IReadOnlyDictionary<Peer, IPEndPoint> peers) =>
        (_name, Address, _others, _peers) = (name, address, others, peers);

    public IPAddress Address { get; }

    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", _name];

    /// <param name="bridge">What it is tied to.</param>
    /// <param name="node">The node's number, from 1.</param>
    /// <param name="peers">Where the node reaches the servers that nodes share.</param>
    public static async Task<NodeNamespace> CreateAsync(Bridge bridge, int node, IReadOnlyDictionary<Peer, IPEndPoint> peers)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{bridge.Name}n{node}");
        var network = new NodeNamespace(name, bridge.AddressOf(node), bridge.Address, peers);
        await Shell.RunAsync("ip", "netns", "add", name);
        await Shell.RunAsync("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
        await Shell.RunAsync("ip", "link", "set", name, "master", bridge.Name, "up");
        await Shell.RunAsync("ip", "-n", name, "addr", "add", $"{network.Address}/24", "dev", "eth0");
        await Shell.RunAsync("ip", "-n", name, "link", "set", "lo", "up");
        await Shell.RunAsync("ip", "-n", name, "link", "set", "eth0", "up");
        return network;
    }

    public async Task CutAsync(Peer peer, Ways ways)
    {
        if (ways.HasFlag(Ways.There))
            await DropAsync(["OUTPUT", "-o", "eth0", .. Matching(peer, there: true)]);
        if (ways.HasFlag(Ways.Back))
            await DropAsync(["INPUT", "-i", "eth0", .. Matching(peer, there: false)]);
    }

    public async Task MendAsync()
    {
        foreach (var rule in _rules)
            await FilterAsync("-D", rule);
        _rules.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.TryAsync("ip", "link", "del", _name);
        await Shell.TryAsync("ip", "netns", "del", _name);
    }

    private string[] Matching(Peer peer, bool there)
    {
        if (peer == Peer.All)
            return [];
        var (side, port) = there ? ("-d", "--dport") : ("-s", "--sport");
        if (_peers.TryGetValue(peer, out var at))
            return [side, at.Address.ToString(), "-p", "tcp", port, at.Port.ToString(CultureInfo.InvariantCulture)];
        // Clients: whatever is none of these servers.
        return [side, _others.ToString(), "-p", "tcp", "-m", "multiport", "!", there ? "--dports" : "--sports", string.Join(',', _peers.Values.Select(static server => server.Port))];
    }

    private async Task DropAsync(string[] rule)
    {
        await FilterAsync("-A", rule);
        _rules.Add(rule);
    }

    private Task FilterAsync(string verb, string[] rule) => Shell.RunAsync(["ip", "netns", "exec", _name, "iptables", "-w", verb, .. rule, "-j", "DROP"]);
}
