using System.Net;

namespace ImKit.Transports;

/// <summary>Accepts connections and moves bytes. Added to the services any number of times.</summary>
/// <remarks>Core calls start, stop accepting and stop in this order, once each, from any thread. Errors of single connections never
/// surface here; accepting survives every error of the accept call (out of descriptors: log, back off, go on).</remarks>
public interface ITransport
{
    /// <summary>Short name for metrics and logs, such as <c>dotnetty</c>.</summary>
    string Name { get; }

    /// <summary>Whether it can listen on TCP addresses of this machine; the first registered that can serves those of <c>AddTcp</c> and <c>AddWebSocket</c>.</summary>
    bool ServesTcp { get; }

    /// <summary>Starts loops, attaches each to the host, and listens.</summary>
    /// <param name="host">Core's side.</param>
    /// <param name="endpoints">What to listen on; empty if another transport serves them. A transport reads the address and names the endpoint in
    /// <see cref="ConnectionOrigin.Endpoint"/>; the rest is Core's.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>The addresses actually bound, in the order of <paramref name="endpoints"/> (port 0 asks for a free one).</returns>
    /// <exception cref="IOException">An address cannot be bound.</exception>
    ValueTask<IReadOnlyList<IPEndPoint>> StartAsync(ITransportHost host, IReadOnlyList<ListenEndpoint> endpoints, CancellationToken cancel);

    /// <summary>Stops accepting; live connections stay.</summary>
    ValueTask StopAcceptingAsync(CancellationToken cancel);

    /// <summary>Cuts what is left and ends the loops.</summary>
    ValueTask StopAsync(CancellationToken cancel);
}

/// <summary>Core's side of a transport. Any thread.</summary>
public interface ITransportHost
{
    /// <summary>The longest message or frame a client may send, header included, in bytes.</summary>
    int MaxMessageBytes { get; }

    /// <summary>Loops a transport should bring.</summary>
    int LoopCount { get; }

    /// <summary>Whether new connections are taken: false before start and from the beginning of a stop on.</summary>
    bool Accepting { get; }

    /// <summary>Gives a loop its bucket.</summary>
    /// <param name="loop">The loop.</param>
    /// <returns>Where to announce the loop's connections.</returns>
    ILoopHost AttachLoop(IEventLoop loop);
}

/// <summary>The bucket of one loop, as its transport sees it. Loop thread only.</summary>
public interface ILoopHost
{
    /// <summary>Announces a new connection.</summary>
    /// <param name="connection">The connection; its callbacks may begin as soon as this returns.</param>
    /// <param name="origin">Where it came from; kept until the login is done.</param>
    /// <returns>What to call, or null if it is refused: the transport closes it without another word.</returns>
    IConnectionHandler? Accept(IConnection connection, ConnectionOrigin origin);
}
