using System.Net;

namespace ImKit.Faults.Network;

/// <summary>What a node may be cut off from.</summary>
internal enum Peer
{
    Redis,
    Postgres,
    RabbitMq,
    Clients,
    All,
}

/// <summary>The network of one node.</summary>
internal interface INodeNetwork : IAsyncDisposable
{
    /// <summary>Where the node listens, and where clients find it.</summary>
    IPAddress Address { get; }

    /// <summary>What a command begins with that runs in this network.</summary>
    IReadOnlyList<string> Prefix { get; }

    /// <summary>Drops every packet between the node and others, without a word to either.</summary>
    /// <param name="peer">Who the others are.</param>
    /// <param name="ways">Which ways; <see cref="Ways.There"/> is out of the node.</param>
    Task CutAsync(Peer peer, Ways ways);

    /// <summary>Undoes all cuts.</summary>
    Task MendAsync();
}
