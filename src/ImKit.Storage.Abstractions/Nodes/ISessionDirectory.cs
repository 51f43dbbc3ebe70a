namespace ImKit.Nodes;

/// <summary>Who is connected where, over all nodes.</summary>
/// <remarks>
/// <para>Keys: within a tenant at most one session holds a connection key; a later registration replaces the earlier and returns it, so
/// that its node can be told. Fencing: an unregister removes only the very session it names, so one that arrives late never removes a
/// newer session. Leases: a session is live while its node holds a lease under the session's boot id (<see cref="INodeRegistry"/>), an
/// interest while its node holds one; others are not returned, not even as replaced. A later boot of a node begins without any. What a boot has left that gave
/// its lease back, or whose id another one has taken, may be returned for a moment more (Redis: <c>LeaseMemory</c>), but never beyond the end of its lease.</para>
/// <para>Consistency: a look-up that starts after a registration returned sees it. Threading: any thread, any number at once; the
/// in-process default answers synchronously.</para>
/// </remarks>
public interface ISessionDirectory
{
    /// <summary>Registers a session, replaces the one that held its key, and keeps the user within limits: all in one step, so that two logins at
    /// once, on any nodes, never leave more sessions than allowed. Registering the very same session again is harmless.</summary>
    /// <param name="session">The new session.</param>
    /// <param name="limits">How many live sessions its user may have; the one that held the key does not count.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask<SessionRegistration> RegisterAsync(SessionRecord session, SessionLimits limits, CancellationToken cancel);

    /// <summary>Removes exactly this session; does nothing if another holds the key.</summary>
    ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel);

    /// <summary>All live sessions of a user; the list is a snapshot that never changes.</summary>
    ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel);

    /// <summary>All live sessions of many users in one round trip: one list per user, in the same order.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="users">1 to 1000 users.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel);

    /// <summary>The session that holds a key, or null.</summary>
    ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel);

    /// <summary>Announces that a node holds at least one member of a room, or (false) holds none any more.</summary>
    ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel);

    /// <summary>The nodes that have announced an interest in a room; a snapshot.</summary>
    ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel);
}
