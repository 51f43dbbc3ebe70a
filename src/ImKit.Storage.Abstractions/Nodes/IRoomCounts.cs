namespace ImKit.Nodes;

/// <summary>How many members rooms have on which node, as each node reported it last.</summary>
/// <remarks>
/// <para>Leases: a report counts while its node holds a lease under the boot that made it (<see cref="INodeRegistry"/>), and no longer than the lease that was
/// given with it. So a node that dies takes its counts along. Consistency: counts are what was reported, a part of a lease old; a read while a long report is
/// made may see a part of it.</para>
/// <para>Threading: any thread; one boot reports one page after the other. Failure: an exception means that the report is known, in part or not at all:
/// the next one of that tenant is a whole one.</para>
/// </remarks>
public interface IRoomCounts
{
    /// <summary>Reports a tenant's rooms of one boot of a node, and holds what it has reported of that tenant for another lease.</summary>
    /// <param name="node">The node.</param>
    /// <param name="boot">Which start of it.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rooms">0 to 1000 rooms, each once; one without members is forgotten.</param>
    /// <param name="whole">Whether everything that was reported of the tenant before is forgotten first; otherwise the rest stays as it is.</param>
    /// <param name="lease">How long it counts without another report.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False if <paramref name="whole"/> is false and what was reported before is not there any more: nothing has changed, and a whole report is needed.</returns>
    ValueTask<bool> ReportAsync(
        NodeId node, long boot, TenantId tenant, IReadOnlyList<RoomCount> rooms, bool whole, TimeSpan lease, CancellationToken cancel);

    /// <summary>The members of some rooms on all live nodes but one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="rooms">1 to 1000 rooms.</param>
    /// <param name="except">The node that is left out: who asks knows its own members better.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>One number for each room, in the same order.</returns>
    ValueTask<IReadOnlyList<int>> CountAsync(TenantId tenant, IReadOnlyList<RoomId> rooms, NodeId except, CancellationToken cancel);

    /// <summary>The rooms with the most members on all live nodes but one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="prefix">Only rooms whose id begins so, by ordinal; empty for all.</param>
    /// <param name="limit">How many at most; 1 or more.</param>
    /// <param name="except">The node that is left out.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Rooms with members, those with the most first, in no order among equals.</returns>
    ValueTask<IReadOnlyList<RoomCount>> TopAsync(TenantId tenant, string prefix, int limit, NodeId except, CancellationToken cancel);
}
