using System.Security.Claims;

namespace ImKit.Transports;

/// <summary>What is known of a connection before its login: for Core and for the authenticator. Immutable; one object may serve any number of connections.</summary>
public sealed class ConnectionOrigin
{
    /// <summary>The transport's name, such as <c>dotnetty</c> or <c>aspnetcore</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>Whether the way to this process is encrypted, as far as the transport knows.</summary>
    public bool Secure { get; init; }

    /// <summary>The identity that the host's own HTTP authentication established, or null.</summary>
    public ClaimsPrincipal? Principal { get; init; }

    /// <summary>Reads a header of the HTTP request that opened the connection, or a query parameter by its name after a question mark; returns null where there
    /// is none, and once the login is done.</summary>
    public Func<string, string?> Header { get; init; } = static _ => null;

    /// <summary>The endpoint it came by, if the transport listens by itself: Core then finds out what the client speaks. Null: <see cref="Framing"/> tells.</summary>
    public ListenEndpoint? Endpoint { get; init; }

    /// <summary>What its bytes are where there is no <see cref="Endpoint"/>: frames, or a WebSocket whose opening handshake is done. Default frames.</summary>
    public Framing Framing { get; init; }

    /// <summary>What is kept when the login is done; null for all of it.</summary>
    internal ConnectionOrigin? Plain { get; init; }
}
