namespace ImKit.Nodes;

/// <summary>The registry of an <see cref="InProcessCluster"/>. Answers synchronously; leases end by themselves, what they held goes at the next call.</summary>
internal sealed class InProcessNodeRegistry(InProcessCluster cluster) : INodeRegistry
{
    public ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        cluster.Join(node, lease);
        return default;
    }

    public ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        return new(cluster.Renew(node, lease));
    }

    public ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(node);
        cluster.Leave(node);
        return default;
    }

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel) => new(cluster.List());
}
