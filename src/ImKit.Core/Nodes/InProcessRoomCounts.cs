using ImKit.Storage;

namespace ImKit.Nodes;

/// <summary>The room counts of an <see cref="InProcessCluster"/>. Answers synchronously.</summary>
internal sealed class InProcessRoomCounts(InProcessCluster cluster) : IRoomCounts
{
    /// <summary>Whether there is no other node that could ask.</summary>
    public bool IsAlone => cluster.Leases.Count <= 1;

    public ValueTask<bool> ReportAsync(
        NodeId node, long boot, TenantId tenant, IReadOnlyList<RoomCount> rooms, bool whole, TimeSpan lease, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rooms, min: 0);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lease, TimeSpan.Zero);
        return new(cluster.Counts.Set(node, boot, tenant, rooms, whole, lease));
    }

    public ValueTask<IReadOnlyList<int>> CountAsync(TenantId tenant, IReadOnlyList<RoomId> rooms, NodeId except, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(rooms);
        return new(cluster.Counts.Count(tenant, rooms, except));
    }

    public ValueTask<IReadOnlyList<RoomCount>> TopAsync(TenantId tenant, string prefix, int limit, NodeId except, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return new(cluster.Counts.Top(tenant, prefix, limit, except));
    }
}
