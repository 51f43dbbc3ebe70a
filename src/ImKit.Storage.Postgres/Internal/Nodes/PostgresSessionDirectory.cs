using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>The directory in the database.</summary>
internal sealed class PostgresSessionDirectory(PostgresDatabase database) : ISessionDirectory
{
    private readonly SessionTable _sessions = new(database.Schema);
    private readonly InterestTable _interests = new(database.Schema);

    public ValueTask<SessionRecord?> RegisterAsync(SessionRecord session, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        return database.WriteAsync(_sessions.RegisterAsync, session, cancel);
    }

    public async ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        await database.WriteAsync(_sessions.UnregisterAsync, session, cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        database.ReadAsync(_sessions.FindByUserAsync, (tenant, user), cancel);

    public ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(users);
        return database.ReadAsync(_sessions.FindByUsersAsync, (tenant, users), cancel);
    }

    public ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel) =>
        database.ReadAsync(_sessions.FindByKeyAsync, (tenant, key), cancel);

    public async ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel) =>
        await database.WriteAsync(_interests.SetAsync, (tenant, room, node, interested), cancel).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel) =>
        database.ReadAsync(_interests.FindAsync, (tenant, room), cancel);
}
