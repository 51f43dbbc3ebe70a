namespace ImKit.Nodes;

/// <summary>The directory of an <see cref="InProcessCluster"/>. Answers synchronously.</summary>
internal sealed class InProcessSessionDirectory(InProcessCluster cluster) : ISessionDirectory
{
    private const int MaxUsers = 1000;

    public ValueTask<SessionRegistration> RegisterAsync(SessionRecord session, SessionLimits limits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(cluster.Sessions.Register(session, limits));
    }

    public ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        cluster.Sessions.Unregister(session);
        return default;
    }

    public ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        new(cluster.Sessions.FindByUser(tenant, user));

    public ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(
        TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentOutOfRangeException.ThrowIfZero(users.Count, nameof(users));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(users.Count, MaxUsers, nameof(users));
        var found = new IReadOnlyList<SessionRecord>[users.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = cluster.Sessions.FindByUser(tenant, users[i]);
        return new(found);
    }

    public ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel) =>
        new(cluster.Sessions.FindByKey(tenant, key));

    public ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel)
    {
        cluster.Rooms.Set(tenant, room, node, interested);
        return default;
    }

    public ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel) =>
        new(cluster.Rooms.Find(tenant, room));
}
