namespace ImKit.Nodes;

/// <summary>Which nodes live. A node holds a lease that it renews; when the lease ends the node is dead to all others.</summary>
/// <remarks>
/// <para>Fencing: a node id is held by one boot at a time; <see cref="JoinAsync"/> with a newer boot id takes it over, and the older boot's
/// <see cref="RenewAsync"/> then answers false: it must drop its sessions and stop. Threading: any thread.</para>
/// </remarks>
public interface INodeRegistry
{
    /// <summary>Joins, or takes the id over from an earlier boot. If a later boot holds the id, nothing changes and <see cref="RenewAsync"/> says so.</summary>
    /// <param name="node">The node as others shall see it.</param>
    /// <param name="lease">How long it counts as live without a renewal.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel);

    /// <summary>Renews the lease and reports the node's numbers, which <see cref="ListAsync"/> shows from then on.</summary>
    /// <returns>False if the lease has ended or another boot holds the id.</returns>
    ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel);

    /// <summary>Leaves at once, with its sessions and interests; does nothing if another boot holds the id.</summary>
    ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel);

    /// <summary>How often the place that holds registry and directory has been away. After a rise it may have forgotten a part of what it had taken, as a replica
    /// has that took the place of its primary: a node then looks whether its sessions and rooms are still there. 0, the default: it forgets nothing, or says so by
    /// <see cref="RenewAsync"/>.</summary>
    long Interruptions => 0;

    /// <summary>The live nodes; a snapshot.</summary>
    ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel);
}

/// <summary>One node as others see it. Immutable.</summary>
public sealed record NodeInfo
{
    /// <summary>Its name.</summary>
    public required NodeId Id { get; init; }

    /// <summary>Which start: higher is later.</summary>
    public required long BootId { get; init; }

    /// <summary>What it does. A registry that does not know says that it does everything.</summary>
    public NodeRoles Roles { get; init; } = NodeRoles.All;

    /// <summary>The address that goim's clients are told; may be empty.</summary>
    public string Address { get; init; } = "";

    /// <summary>Where clients connect: URIs (<c>wss://…</c>, <c>tcps://…</c>), in the node's own order, with a space between two; may be empty.</summary>
    public string Endpoints { get; init; } = "";

    /// <summary>The region for choosing a node; may be empty.</summary>
    public string Region { get; init; } = "";

    /// <summary>0 to 1023: what is the node's in the message ids that it gives out. No two live nodes have the same; -1 if it is not known.</summary>
    public int Number { get; init; } = -1;

    /// <summary>The share of clients it wants relative to others; 0 while it drains.</summary>
    public int Weight { get; init; } = 100;

    /// <summary>Connections it takes at most; 0 if it has not said.</summary>
    public int Capacity { get; init; }

    /// <summary>Connections it holds now.</summary>
    public int Connections { get; init; }

    /// <summary>Different client addresses among its connections.</summary>
    public int Addresses { get; init; }
}
