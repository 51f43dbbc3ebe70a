using System.Net;
using ImKit.Nodes;
using ImKit.Transports;

namespace ImKit;

/// <summary>A login that the authenticator has accepted, also one that renews another. Nothing of it can be changed.</summary>
/// <remarks>A refusal closes the connection: by the error's own code if that is one of 4000 to 4999 (see <see cref="CloseReason"/>), otherwise by 4002 if it is temporary and
/// by 4501, with its text.</remarks>
public sealed record LoginStep : Step
{
    /// <summary>Whether the connection was logged in before.</summary>
    public required bool Renewal { get; init; }

    /// <summary>The device, if known.</summary>
    public DeviceId Device { get; init; }

    /// <summary>The class of device; empty if not known.</summary>
    public string DeviceClass { get; init; } = "";

    /// <summary>1 goim, 2 ImKit with protobuf bodies, 3 ImKit with JSON bodies.</summary>
    public required int Version { get; init; }

    /// <summary>The client's address, if known.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>How it came. Headers can be read by filters only.</summary>
    public required ConnectionOrigin Origin { get; init; }

    /// <summary>What the authenticator said of the user; null if nothing.</summary>
    public IReadOnlyDictionary<string, string>? Claims { get; init; }
}

/// <summary>A client enters a room that it has asked for and is not in. Nothing of it can be changed. Filters are asked before an <c>IRoomAuthorizer</c>.</summary>
public sealed record RoomJoinStep : Step
{
    /// <summary>The connection.</summary>
    public required SessionRecord Session { get; init; }

    /// <summary>What the authenticator said of the user; null if nothing.</summary>
    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    /// <summary>The room.</summary>
    public required RoomId Room { get; init; }
}
