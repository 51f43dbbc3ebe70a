using System.Net;

namespace ImKit.Faults.Network;

/// <summary>Where there are no namespaces: the loopback, and proxies that swallow what a cut drops. A cut ends connections when it is mended.</summary>
internal sealed class ProxiedNetwork(IReadOnlyDictionary<Peer, FaultProxy[]> proxies) : INodeNetwork
{
    public IPAddress Address => IPAddress.Loopback;

    public IReadOnlyList<string> Prefix => [];

    public Task CutAsync(Peer peer, Ways ways)
    {
        // Clients call the node, so what leaves it goes back to them.
        foreach (var (whom, proxy) in Of(peer))
            proxy.Begin(new LinkFault(LinkTrouble.HalfOpen, Towards: whom != Peer.Clients || ways == Ways.Both ? ways : ways ^ Ways.Both));
        return Task.CompletedTask;
    }

    public Task MendAsync()
    {
        foreach (var (_, proxy) in Of(Peer.All))
            proxy.End();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;

    private IEnumerable<(Peer Peer, FaultProxy Proxy)> Of(Peer peer) =>
        proxies.Where(entry => peer == Peer.All || entry.Key == peer).SelectMany(static entry => entry.Value, static (entry, proxy) => (entry.Key, proxy));
}
