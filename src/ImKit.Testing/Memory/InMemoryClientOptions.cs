using System.Net;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>How an in-memory client behaves. Immutable; one object may serve any number of clients.</summary>
public sealed record InMemoryClientOptions
{
    private static readonly ConnectionOrigin Plain = new() { Transport = "memory", Secure = true };
    private static readonly ConnectionOrigin PlainSocket = new() { Transport = "memory", Secure = true, Framing = Framing.Message };

    internal static InMemoryClientOptions Default { get; } = new();

    /// <summary>How frames are carried. Default <see cref="Framing.Stream"/>. With <see cref="Framing.Message"/> the client speaks WebSocket whose opening handshake
    /// is done.</summary>
    public Framing Framing { get; init; }

    /// <summary>The endpoint the client comes by: the server finds out by its settings what the client speaks, so <see cref="Framing"/> has to be
    /// <see cref="Framing.Stream"/>. Null, the default, for none.</summary>
    public ListenEndpoint? Endpoint { get; init; }

    /// <summary>Bytes that the server may have sent and the client not yet read; then the connection is blocked. Default 65,536.</summary>
    public int ReceiveWindow { get; init; } = 65536;

    /// <summary>Bytes that the client may have sent and the server not yet read; then it takes no more. Default 262,144.</summary>
    public int SendWindow { get; init; } = 262144;

    /// <summary>Whether what is received is counted and thrown away at once: a client for load that never blocks. Default false.</summary>
    public bool Discard { get; init; }

    /// <summary>What the transport does with the bytes it refused. Default <see cref="RefusedBytes.OfferAgain"/>.</summary>
    public RefusedBytes Refused { get; init; }

    /// <summary>The address the server sees. Default null.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>HTTP headers the server sees; names without regard to case. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Which of the transport's loops serves the client, from 0; null for one after the other.</summary>
    public int? Loop { get; init; }

    internal ConnectionOrigin CreateOrigin()
    {
        var plain = Framing == Framing.Message ? PlainSocket : Plain;
        return Headers.Count == 0 && Endpoint is null ? plain
            : new ConnectionOrigin { Transport = "memory", Secure = true, Framing = Framing, Endpoint = Endpoint, Header = FindHeader };
    }

    private string? FindHeader(string name)
    {
        foreach (var (key, value) in Headers)
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}

/// <summary>What a transport does with the bytes of a send that it did not take; all three are allowed by the contract.</summary>
public enum RefusedBytes
{
    /// <summary>Forgets them: when the connection is writable none of them was taken.</summary>
    OfferAgain = 0,

    /// <summary>Sends what fits as soon as there is room, and reports that part.</summary>
    SendPart = 1,

    /// <summary>Sends all of them, and reports when all are taken.</summary>
    SendAll = 2,
}

/// <summary>How an in-memory connection ended, as its client sees it.</summary>
public enum ConnectionEnd
{
    /// <summary>It lives.</summary>
    None = 0,

    /// <summary>The server did not accept it.</summary>
    Refused = 1,

    /// <summary>The server closed in order.</summary>
    ServerClosed = 2,

    /// <summary>The server cut it.</summary>
    ServerAborted = 3,

    /// <summary>The client closed in order.</summary>
    ClientClosed = 4,

    /// <summary>The client reset it.</summary>
    ClientReset = 5,
}
