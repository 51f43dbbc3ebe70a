namespace ImKit.Nodes;

/// <summary>One live session as the cluster knows it. Immutable.</summary>
public sealed record SessionRecord
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The user.</summary>
    public required UserId User { get; init; }

    /// <summary>The connection's key, unique within the tenant.</summary>
    public required ConnectionKey Key { get; init; }

    /// <summary>The node that holds the connection.</summary>
    public required NodeId Node { get; init; }

    /// <summary>Which start of that node: a record of an earlier start is dead.</summary>
    public required long BootId { get; init; }

    /// <summary>Which session under the key on this boot: later sessions have higher numbers on one node.</summary>
    public required long SessionId { get; init; }

    /// <summary>The device, if the authenticator named one; otherwise the default value.</summary>
    public DeviceId Device { get; init; }

    /// <summary>The class of device (<c>web</c>, <c>ios</c>, …) as the authenticator named it; may be empty.</summary>
    public string DeviceClass { get; init; } = "";

    /// <summary>Whether two records are the very same session.</summary>
    public bool IsSameSession(SessionRecord other) =>
        other is not null && SessionId == other.SessionId && BootId == other.BootId && Node == other.Node && Key == other.Key && Tenant == other.Tenant;
}
