using System.Collections.Concurrent;

namespace ImKit.Nodes;

/// <summary>Which nodes hold members of which room: a copy-on-write array per room. Any thread.</summary>
internal sealed class InProcessInterests(InProcessLeases leases)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(TenantId Tenant, RoomId Room), NodeId[]> _nodes = new();

    public void Set(TenantId tenant, RoomId room, NodeId node, bool interested)
    {
        lock (_gate)
        {
            var nodes = _nodes.GetValueOrDefault((tenant, room)) ?? [];
            if (!interested)
                Remove((tenant, room), nodes, node);
            else if (!nodes.Contains(node))
                _nodes[(tenant, room)] = [.. nodes, node];
        }
    }

    public NodeId[] Find(TenantId tenant, RoomId room)
    {
        if (!_nodes.TryGetValue((tenant, room), out var nodes))
            return [];
        foreach (var node in nodes)
        {
            if (!leases.IsLive(node))
                return Array.FindAll(nodes, leases.IsLive);
        }

        return nodes;
    }

    /// <summary>Removes a node everywhere. A scan: it happens when a node dies, leaves or restarts.</summary>
    public void Forget(NodeId node)
    {
        lock (_gate)
        {
            foreach (var (room, nodes) in _nodes)
                Remove(room, nodes, node);
        }
    }

    private void Remove((TenantId Tenant, RoomId Room) room, NodeId[] nodes, NodeId node)
    {
        var others = Array.FindAll(nodes, n => n != node);
        if (others.Length == 0)
            _nodes.TryRemove(room, out _);
        else
            _nodes[room] = others;
    }
}
