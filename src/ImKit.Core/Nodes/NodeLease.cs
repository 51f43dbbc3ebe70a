namespace ImKit.Nodes;

/// <summary>One boot's lease. Immutable; a renewal makes another.</summary>
/// <param name="Node">The node as it last described itself.</param>
/// <param name="EndsAt">The end, as a timestamp of the cluster's clock.</param>
internal sealed record NodeLease(NodeInfo Node, long EndsAt)
{
    public bool IsOf(NodeInfo node) => Node.BootId == node.BootId && Node.Id == node.Id;
}
