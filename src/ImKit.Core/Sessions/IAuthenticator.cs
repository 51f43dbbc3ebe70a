using System.Net;
using ImKit.Transports;

namespace ImKit.Sessions;

/// <summary>Decides who a connection is. The host adds exactly one; without one the server does not start.</summary>
/// <remarks>
/// <para>Threading: runs on the thread pool, for many connections at once. Deadline: the call is cancelled when the handshake deadline ends.
/// Failure: an exception refuses the login as temporarily unavailable (the client comes back) and is logged without the token.</para>
/// </remarks>
public interface IAuthenticator
{
    /// <summary>Checks a login, also a later one on a live connection that renews its expiry.</summary>
    ValueTask<AuthResult> AuthenticateAsync(AuthRequest request, CancellationToken cancel);
}

/// <summary>A login to check.</summary>
public sealed class AuthRequest
{
    /// <summary>The body of the login frame: a token of the host's own form. Valid until the call returns.</summary>
    public required ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>1 goim, 2 ImKit with protobuf bodies, 3 ImKit with JSON bodies.</summary>
    public required int Version { get; init; }

    /// <summary>The client's address, if known.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>The transport, HTTP headers and the host's own HTTP identity.</summary>
    public required ConnectionOrigin Origin { get; init; }
}

/// <summary>The answer of an <see cref="IAuthenticator"/>.</summary>
public sealed record AuthResult
{
    /// <summary>Null if the login is good; otherwise why it is refused.</summary>
    public CloseReason? Refused { get; init; }

    /// <summary>The tenant.</summary>
    public TenantId Tenant { get; init; }

    /// <summary>The user; required for a good login.</summary>
    public UserId User { get; init; }

    /// <summary>The connection's key; the default value asks for a random one. A live connection with the same key is replaced.</summary>
    public ConnectionKey Key { get; init; }

    /// <summary>The device, if known.</summary>
    public DeviceId Device { get; init; }

    /// <summary>The class of device, such as <c>web</c>; at most 32 characters.</summary>
    public string DeviceClass { get; init; } = "";

    /// <summary>What else the host wants to know in handlers; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    /// <summary>When the login ends; null for never. The client renews it by a further login frame.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Rooms to join at once.</summary>
    public IReadOnlyList<RoomId> Rooms { get; init; } = [];

    /// <summary>Operations to watch at once.</summary>
    public IReadOnlyList<int> Operations { get; init; } = [];

    /// <summary>The connection's own policy when it reads too slowly; null for the options' default.</summary>
    public SlowConsumerPolicy? SlowConsumer { get; init; }

    /// <summary>A good login.</summary>
    public static AuthResult For(UserId user) => new() { User = user };

    /// <summary>A refusal.</summary>
    /// <param name="reason">Usually <see cref="CloseReason.Unauthenticated"/> or <see cref="CloseReason.Banned"/>.</param>
    public static AuthResult Refuse(CloseReason reason) => new() { Refused = reason };
}
