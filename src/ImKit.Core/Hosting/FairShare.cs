using ImKit.Nodes;

namespace ImKit.Hosting;

/// <summary>How many connections are this node's by the weights of the nodes of its region. Pure.</summary>
/// <param name="Nodes">The nodes among which connections are shared.</param>
/// <param name="Share">This node's part of all connections, rounded up.</param>
internal readonly record struct FairShare(IReadOnlyList<NodeInfo> Nodes, int Share)
{
    /// <summary>Computes it.</summary>
    /// <param name="listed">All nodes that live.</param>
    /// <param name="self">This one.</param>
    /// <param name="held">Connections it holds now, which the registry may not know yet.</param>
    /// <returns>Null if there is nothing to share: no other node, one that is full or drains, so that connections are under way anyhow, or this node is not listed.</returns>
    public static FairShare? Of(IReadOnlyList<NodeInfo> listed, NodeIdentity self, int held)
    {
        if (listed.FirstOrDefault(node => node.Id == self.Id && node.BootId == self.BootId) is not { } me)
            return null;
        NodeInfo[] nodes = [.. listed.Where(node => node.Roles.HasFlag(NodeRoles.Access) && string.Equals(node.Region, me.Region, StringComparison.Ordinal))];
        if (nodes.Length < 2 || Array.Exists(nodes, static node => node.Weight == 0))
            return null;
        var all = nodes.Sum(node => (long)(node == me ? held : node.Connections));
        var weights = nodes.Sum(static node => (long)node.Weight);
        return new FairShare(nodes, (int)(((all * me.Weight) + weights - 1) / weights));
    }
}
