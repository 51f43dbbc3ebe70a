namespace ImKit.Faults.Network;

/// <summary>Packets between a node and others are dropped.</summary>
internal sealed class Partition(INodeNetwork network, string place, Peer peer, Ways ways) : Fault($"a node is cut off from {NameOf(peer)}{(ways == Ways.Both ? "" : ", one way")}", place, WayText(ways))
{
    public override Task BeginAsync() => network.CutAsync(peer, ways);

    public override Task EndAsync() => network.MendAsync();

    private static string NameOf(Peer peer) => peer switch
    {
        Peer.Redis => "Redis",
        Peer.Postgres => "PostgreSQL",
        Peer.RabbitMq => "RabbitMQ",
        Peer.Clients => "clients",
        _ => "all",
    };

    private static string WayText(Ways ways) => ways switch
    {
        Ways.There => "out of the node",
        Ways.Back => "into the node",
        _ => "",
    };
}
