namespace ImKit.Nodes;

/// <summary>The leases of a process's few nodes: a copy-on-write array, so that a look-up takes no lock. Look-ups on any
/// thread, changes under the cluster's lock.</summary>
internal sealed class InProcessLeases(TimeProvider time)
{
    private volatile NodeLease[] _leases = [];

    /// <summary>Leases, those too that have run out unnoticed.</summary>
    public int Count => _leases.Length;

    /// <summary>Takes the id, unless a later boot holds it.</summary>
    /// <returns>The leases that ended: those of earlier boots of this node and those that ran out.</returns>
    public NodeLease[] Take(NodeInfo node, TimeSpan lease)
    {
        var ended = Sweep();
        var holder = Array.Find(_leases, l => l.Node.Id == node.Id);
        if (holder is not null && holder.Node.BootId > node.BootId)
            return ended;
        if (holder is not null && holder.Node.BootId < node.BootId)
            ended = [.. ended, holder];
        _leases = [.. _leases.Where(l => l != holder), new NodeLease(node, End(lease))];
        return ended;
    }

    /// <returns>False if this boot holds no lease any more.</returns>
    public bool Renew(NodeInfo node, TimeSpan lease)
    {
        var now = time.GetTimestamp();
        var index = Array.FindIndex(_leases, l => l.IsOf(node) && l.EndsAt > now);
        if (index < 0)
            return false;
        var renewed = _leases.ToArray();
        renewed[index] = new NodeLease(node, End(lease));
        _leases = renewed;
        return true;
    }

    /// <returns>The lease that ended by it; nothing if another boot holds the id.</returns>
    public NodeLease[] Release(NodeInfo node)
    {
        var ended = Array.FindAll(_leases, l => l.IsOf(node));
        _leases = Array.FindAll(_leases, l => !l.IsOf(node));
        return ended;
    }

    /// <summary>Takes the leases out that ran out.</summary>
    public NodeLease[] Sweep()
    {
        var now = time.GetTimestamp();
        var ended = _leases.Where(l => l.EndsAt <= now).ToArray();
        if (ended.Length > 0)
            _leases = Array.FindAll(_leases, l => l.EndsAt > now);
        return ended;
    }

    public NodeInfo[] List()
    {
        var now = time.GetTimestamp();
        return [.. _leases.Where(l => l.EndsAt > now).Select(l => l.Node)];
    }

    public bool IsLive(NodeId node)
    {
        var now = time.GetTimestamp();
        foreach (var lease in _leases)
        {
            if (lease.EndsAt > now && lease.Node.Id == node)
                return true;
        }

        return false;
    }

    public bool IsLive(SessionRecord session) => IsLive(session.Node, session.BootId);

    public bool IsLive(NodeId node, long boot)
    {
        var now = time.GetTimestamp();
        foreach (var lease in _leases)
        {
            if (lease.Node.BootId == boot && lease.EndsAt > now && lease.Node.Id == node)
                return true;
        }

        return false;
    }

    private long End(TimeSpan lease) => time.GetTimestamp() + (long)(lease.TotalSeconds * time.TimestampFrequency);
}
