using System.Net;
using ImKit.Channels;
using ImKit.Transports;

namespace ImKit.Connections;

/// <summary>Whom openings ask: counts and limits connections, and begins their sessions. Any thread, save for what takes a bucket.</summary>
internal interface IOpener
{
    /// <summary>Whether new connections are taken.</summary>
    bool Accepting { get; }

    /// <summary>What a client that comes too late is told to wait.</summary>
    TimeSpan RetryAfter { get; }

    /// <summary>How long a client has from its first byte to its login.</summary>
    TimeSpan HandshakeTimeout { get; }

    /// <summary>Counts a connection of an address.</summary>
    /// <returns>False if it has as many as it may.</returns>
    bool TryEnter(IPAddress address);

    /// <summary>Takes a connection of an address off the count.</summary>
    void Leave(IPAddress address);

    /// <summary>A connection ended before it had a session.</summary>
    /// <param name="origin">Where it came from.</param>
    /// <param name="reason">A word for metrics.</param>
    void Refused(ConnectionOrigin origin, string reason);

    /// <summary>Begins a session on a stream of frames.</summary>
    IConnectionHandler OpenFrames(Bucket bucket, IConnection connection, Opened opened);

    /// <summary>Begins a session on a WebSocket.</summary>
    IMessageHandler OpenMessages(Bucket bucket, IConnection connection, Opened opened);
}

/// <summary>What an opening has found out.</summary>
/// <param name="Origin">For the authenticator.</param>
/// <param name="Client">The client's address where a proxy told it; null where the connection knows it.</param>
/// <param name="Deadline">When the handshake has to be done, in ticks of the bucket's wheel; 0 for the full time from now.</param>
internal sealed record Opened(ConnectionOrigin Origin, IPEndPoint? Client, long Deadline);
