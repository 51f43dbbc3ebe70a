namespace ImKit.Nodes;

/// <summary>Which nodes a client tries, in which order. Pure: whoever sees the same nodes chooses the same.</summary>
/// <remarks>Rendezvous hashing: each node draws a number for the key, higher by its weight, and the highest come first. So shares follow weights, and a node that
/// goes moves its own keys alone. A node's weight is cut in halves as its room gets scarce, in coarse steps, so that answers do not change with each login.</remarks>
public static class NodeChoice
{
    /// <summary>Orders nodes for a client: those with room before full ones, those of the client's region before others, then as the key draws.</summary>
    /// <param name="nodes">All that live. Those without the access role and those that drain are left out.</param>
    /// <param name="key">The user, or whatever shall come to the same node again.</param>
    /// <param name="region">Where the client is; empty if it is not known.</param>
    public static IReadOnlyList<NodeInfo> Order(IEnumerable<NodeInfo> nodes, string key, string region = "")
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(region);
        return
        [
            .. nodes.Where(TakesClients)
                .Select(node => (Node: node, Near: region.Length == 0 || string.Equals(node.Region, region, StringComparison.Ordinal)))
                .OrderBy(static one => IsFull(one.Node)).ThenByDescending(static one => one.Near)
                .ThenByDescending(one => Draw(one.Node, key)).ThenBy(static one => one.Node.Id)
                .Select(static one => one.Node),
        ];
    }

    /// <summary>Whether a node holds connections and wants more.</summary>
    internal static bool TakesClients(NodeInfo node) => node.Weight > 0 && node.Roles.HasFlag(NodeRoles.Access);

    /// <summary>The node with the highest draw; null if there is none. Allocates nothing.</summary>
    internal static NodeInfo? First(IReadOnlyList<NodeInfo> nodes, string key)
    {
        NodeInfo? first = null;
        var best = double.NegativeInfinity;
        for (var i = 0; i < nodes.Count; i++)
        {
            var draw = IsFull(nodes[i]) ? 0 : Draw(nodes[i], key);
            if (draw > best || (draw == best && nodes[i].Id < first!.Id))
                (first, best) = (nodes[i], draw);
        }

        return first;
    }

    /// <summary>What a node's weight counts for, by how much of its capacity is free.</summary>
    internal static double WeightOf(NodeInfo node)
    {
        var free = node.Capacity <= 0 ? 1 : 1 - ((double)node.Connections / node.Capacity);
        return node.Weight * (free >= 0.5 ? 1 : free >= 0.25 ? 0.5 : free >= 0.125 ? 0.25 : 0.125);
    }

    internal static bool IsFull(NodeInfo node) => node.Capacity > 0 && node.Connections >= node.Capacity;

    // The logarithm makes the highest of several draws fall to each in proportion to its weight.
    private static double Draw(NodeInfo node, string key)
    {
        var even = ((Hash(node.Id.Value, key) >> 11) + 0.5) / (1UL << 53);
        return WeightOf(node) / -Math.Log(even);
    }

    // FNV-1a and the end of MurmurHash3: the runtime's own hash of a text differs from process to process.
    private static ulong Hash(string node, string key)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in node)
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        hash = unchecked((hash ^ 0x1F) * 1099511628211UL);
        foreach (var letter in key)
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        hash = unchecked((hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL);
        hash = unchecked((hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL);
        return hash ^ (hash >> 33);
    }
}
