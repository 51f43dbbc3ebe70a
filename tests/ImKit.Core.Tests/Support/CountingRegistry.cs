using ImKit.Nodes;

namespace ImKit.Core.Tests.Support;

/// <summary>A registry that counts how often it was asked for the nodes.</summary>
internal sealed class CountingRegistry(INodeRegistry inner) : INodeRegistry
{
    public int Looks { get; private set; }

    public ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) => inner.JoinAsync(node, lease, cancel);

    public ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) => inner.RenewAsync(node, lease, cancel);

    public ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel) => inner.LeaveAsync(node, cancel);

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel)
    {
        Looks++;
        return inner.ListAsync(cancel);
    }
}
