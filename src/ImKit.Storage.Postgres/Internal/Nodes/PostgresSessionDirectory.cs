using ImKit.Nodes;

namespace ImKit.Storage.Postgres.Internal.Nodes;

/// <summary>The directory in the database.</summary>
internal sealed class PostgresSessionDirectory : ISessionDirectory
{
    private readonly PostgresDatabase _database;
    private readonly SessionTable _sessions;
    private readonly LimitedSessions _limited;
    private readonly InterestTable _interests;

    public PostgresSessionDirectory(PostgresDatabase database)
    {
        _database = database;
        _sessions = new SessionTable(database.Schema);
        _limited = new LimitedSessions(database.Schema, _sessions);
        _interests = new InterestTable(database.Schema);
    }

    public ValueTask<SessionRegistration> RegisterAsync(SessionRecord session, SessionLimits limits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        return limits is { PerUser: 0, PerClass: 0 }
            ? _database.WriteAsync(_sessions.RegisterAsync, session, cancel)
            : _database.WriteAsync(_limited.RegisterAsync, (session, limits), cancel);
    }

    public async ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        await _database.WriteAsync(_sessions.UnregisterAsync, session, cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel) =>
        _database.ReadAsync(_sessions.FindByUserAsync, (tenant, user), cancel);

    public ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(users);
        return _database.ReadAsync(_sessions.FindByUsersAsync, (tenant, users), cancel);
    }

    public ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel) =>
        _database.ReadAsync(_sessions.FindByKeyAsync, (tenant, key), cancel);

    public async ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel) =>
        await _database.WriteAsync(_interests.SetAsync, (tenant, room, node, interested), cancel).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel) =>
        _database.ReadAsync(_interests.FindAsync, (tenant, room), cancel);
}
