using System.Security.Claims;

namespace ImKit.Transports;

/// <summary>What is known of a connection before its login: for the authenticator. Immutable.</summary>
public sealed class ConnectionOrigin
{
    /// <summary>The transport's name, such as <c>dotnetty</c> or <c>aspnetcore</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>Whether the way to this process is encrypted, as far as the transport knows.</summary>
    public bool Secure { get; init; }

    /// <summary>The identity that the host's own HTTP authentication established, or null.</summary>
    public ClaimsPrincipal? Principal { get; init; }

    /// <summary>Reads a header of the HTTP request that opened the connection; returns null where there is none.</summary>
    public Func<string, string?> Header { get; init; } = static _ => null;
}
