using ImKit.Nodes;

namespace ImKit.Core.Tests.Nodes;

/// <summary>Directory and registry of a cluster, which fail when told to.</summary>
internal sealed class SwitchedNodes(InProcessCluster cluster) : ISessionDirectory, INodeRegistry
{
    private readonly InProcessSessionDirectory _directory = new(cluster);
    private readonly InProcessNodeRegistry _registry = new(cluster);

    public bool Fails { get; set; }

    public bool RegistryFails { get; set; }

    /// <summary>Sessions are taken out, and nobody is told so.</summary>
    public bool LosesAnswers { get; set; }

    public ValueTask<SessionRegistration> RegisterAsync(SessionRecord session, SessionLimits limits, CancellationToken cancel) =>
        Ask(() => _directory.RegisterAsync(session, limits, cancel));

    public async ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel)
    {
        if (Fails)
            throw Planted();
        await _directory.UnregisterAsync(session, cancel);
        if (LosesAnswers)
            throw Planted();
    }

    public ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        Ask(() => _directory.FindByUserAsync(tenant, user, cancel));

    public ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel) =>
        Ask(() => _directory.FindByUsersAsync(tenant, users, cancel));

    public ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel) =>
        Ask(() => _directory.FindByKeyAsync(tenant, key, cancel));

    public ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel) =>
        Fails ? ValueTask.FromException(Planted()) : _directory.SetRoomInterestAsync(tenant, room, node, interested, cancel);

    public ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel) =>
        Ask(() => _directory.FindRoomNodesAsync(tenant, room, cancel));

    public ValueTask JoinAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) =>
        RegistryFails ? ValueTask.FromException(Planted()) : _registry.JoinAsync(node, lease, cancel);

    public ValueTask<bool> RenewAsync(NodeInfo node, TimeSpan lease, CancellationToken cancel) =>
        RegistryFails ? ValueTask.FromException<bool>(Planted()) : _registry.RenewAsync(node, lease, cancel);

    public ValueTask LeaveAsync(NodeInfo node, CancellationToken cancel) => _registry.LeaveAsync(node, cancel);

    public ValueTask<IReadOnlyList<NodeInfo>> ListAsync(CancellationToken cancel) => Ask(() => _registry.ListAsync(cancel));

    private ValueTask<T> Ask<T>(Func<ValueTask<T>> ask) => Fails ? ValueTask.FromException<T>(Planted()) : ask();

    private static IOException Planted() => new("planted: nobody answers");
}
