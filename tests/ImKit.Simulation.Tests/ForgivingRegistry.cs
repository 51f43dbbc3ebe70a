using ImKit.Nodes;

namespace ImKit.Simulated.Tests;

/// <summary>A registry with a mistake: it renews a lease that has ended, as if nobody had forgotten what the node held.</summary>
internal sealed class ForgivingRegistry(InProcessCluster cluster) : INodeRegistry
{
    private readonly InProcessNodeRegistry _honest = new(cluster);

    public ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) => _honest.JoinAsync(node, lease, cancel);

    public async ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel)
    {
        if (!await _honest.RenewAsync(node, lease, cancel))
            await _honest.JoinAsync(node, lease, cancel);
        return true;
    }

    public ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel) => _honest.LeaveAsync(node, cancel);

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel) => _honest.ListAsync(cancel);
}
