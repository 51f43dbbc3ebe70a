namespace ImKit.Nodes;

/// <summary>What the nodes of a process have reported of their rooms. One lock; a report comes every few seconds. Any thread.</summary>
internal sealed class InProcessCounts(InProcessLeases leases, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(NodeId Node, long Boot, TenantId Tenant), Report> _reports = [];

    public bool Set(NodeId node, long boot, TenantId tenant, IReadOnlyList<RoomCount> rooms, bool whole, TimeSpan lease)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var known = _reports.GetValueOrDefault((node, boot, tenant));
            if (!whole && (known is null || known.EndsAt <= now))
                return false;
            if (whole)
                _reports[(node, boot, tenant)] = known = new Report();
            known!.EndsAt = now + (long)(lease.TotalSeconds * time.TimestampFrequency);
            foreach (var (room, members) in rooms)
            {
                if (members > 0)
                    known.Members[room] = members;
                else
                    known.Members.Remove(room);
            }

            return true;
        }
    }

    public int[] Count(TenantId tenant, IReadOnlyList<RoomId> rooms, NodeId except)
    {
        var counts = new int[rooms.Count];
        lock (_gate)
        {
            foreach (var report in Live(tenant, except))
            {
                for (var i = 0; i < counts.Length; i++)
                    counts[i] += report.Members.GetValueOrDefault(rooms[i]);
            }
        }

        return counts;
    }

    public RoomCount[] Top(TenantId tenant, string prefix, int limit, NodeId except)
    {
        var sums = new Dictionary<RoomId, int>();
        lock (_gate)
        {
            foreach (var (room, members) in Live(tenant, except).SelectMany(static report => report.Members))
            {
                if (room.Value.StartsWith(prefix, StringComparison.Ordinal))
                    sums[room] = sums.GetValueOrDefault(room) + members;
            }
        }

        return [.. sums.OrderByDescending(static room => room.Value).Take(limit).Select(static room => new RoomCount(room.Key, room.Value))];
    }

    public void Forget(NodeId node, long boot)
    {
        lock (_gate)
        {
            foreach (var key in _reports.Keys)
            {
                if (key.Node == node && key.Boot == boot)
                    _reports.Remove(key);
            }
        }
    }

    private IEnumerable<Report> Live(TenantId tenant, NodeId except)
    {
        var now = time.GetTimestamp();
        foreach (var (key, report) in _reports)
        {
            if (key.Tenant == tenant && key.Node != except && report.EndsAt > now && leases.IsLive(key.Node, key.Boot))
                yield return report;
        }
    }

    private sealed class Report
    {
        public Dictionary<RoomId, int> Members { get; } = [];

        public long EndsAt { get; set; }
    }
}
