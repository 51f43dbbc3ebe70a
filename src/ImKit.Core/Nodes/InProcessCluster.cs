namespace ImKit.Nodes;

/// <summary>What the hosts of one process share: leases, sessions, interests, counts, bans, permits. Any thread.</summary>
internal sealed class InProcessCluster
{
    private readonly Lock _gate = new();

    public InProcessCluster(TimeProvider time)
    {
        Leases = new InProcessLeases(time);
        Sessions = new InProcessSessions(Leases);
        Rooms = new InProcessInterests(Leases);
        Counts = new InProcessCounts(Leases, time);
        Bans = new InProcessBans(time);
        Permits = new InProcessPermits(time, () => List().Length);
    }

    public InProcessLeases Leases { get; }

    public InProcessSessions Sessions { get; }

    public InProcessInterests Rooms { get; }

    public InProcessCounts Counts { get; }

    public InProcessBans Bans { get; }

    public InProcessPermits Permits { get; }

    public void Join(NodeInfo node, TimeSpan lease)
    {
        lock (_gate)
            Forget(Leases.Take(node, lease));
    }

    public bool Renew(NodeInfo node, TimeSpan lease)
    {
        lock (_gate)
        {
            Forget(Leases.Sweep());
            return Leases.Renew(node, lease);
        }
    }

    public void Leave(NodeInfo node)
    {
        lock (_gate)
            Forget(Leases.Release(node));
    }

    public NodeInfo[] List()
    {
        lock (_gate)
        {
            Forget(Leases.Sweep());
            return Leases.List();
        }
    }

    // Under the same lock as the end of the lease: a later boot must not find its own interests forgotten with those of the earlier.
    private void Forget(NodeLease[] ended)
    {
        foreach (var lease in ended)
        {
            Sessions.Forget(lease.Node.Id, lease.Node.BootId);
            Rooms.Forget(lease.Node.Id);
            Counts.Forget(lease.Node.Id, lease.Node.BootId);
        }
    }
}
