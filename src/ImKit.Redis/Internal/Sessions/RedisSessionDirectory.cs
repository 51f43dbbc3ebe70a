using ImKit.Nodes;
using ImKit.Redis.Internal.Nodes;
using ImKit.Storage;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>The directory in Redis.</summary>
internal sealed class RedisSessionDirectory(RedisConnection connection, LiveNodes live) : ISessionDirectory
{
    private readonly SessionTable _sessions = new(connection);
    private readonly Registration _registration = new(connection, live);
    private readonly InterestTable _interests = new(connection);

    public ValueTask<SessionRegistration> RegisterAsync(SessionRecord session, SessionLimits limits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        return CallAsync(redis => _registration.RunAsync(redis, session, limits), cancel);
    }

    public async ValueTask UnregisterAsync(SessionRecord session, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(session);
        await CallAsync(
            async redis =>
            {
                var owner = RedisKeys.Owner(session.Node, session.BootId);
                await _sessions.RemoveAsync(redis, session.Tenant, session.User.Value, session.Key.Value, owner, session.SessionId).ConfigureAwait(false);
                return await redis.SetRemoveAsync(connection.Keys.Routes(owner), Route.Of(session)).ConfigureAwait(false);
            },
            cancel).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<SessionRecord>> FindByUserAsync(TenantId tenant, UserId user, CancellationToken cancel) => CallAsync(
        async redis =>
        {
            var found = await _sessions.FindAsync(redis, tenant, user).ConfigureAwait(false);
            return found.Length == 0 ? [] : Living(found, await live.FindAsync(redis, found.Select(static session => session.Owner)).ConfigureAwait(false));
        },
        cancel);

    public ValueTask<IReadOnlyList<IReadOnlyList<SessionRecord>>> FindByUsersAsync(TenantId tenant, IReadOnlyList<UserId> users, CancellationToken cancel)
    {
        StoreArguments.RequireKeys(users);
        return CallAsync<IReadOnlyList<IReadOnlyList<SessionRecord>>>(
            async redis =>
            {
                var found = await Task.WhenAll(users.Select(user => _sessions.FindAsync(redis, tenant, user))).ConfigureAwait(false);
                var living = await live.FindAsync(redis, found.SelectMany(static sessions => sessions).Select(static session => session.Owner)).ConfigureAwait(false);
                return Array.ConvertAll(found, sessions => Living(sessions, living));
            },
            cancel);
    }

    public ValueTask<SessionRecord?> FindByKeyAsync(TenantId tenant, ConnectionKey key, CancellationToken cancel) => CallAsync(
        async redis =>
        {
            if (await _sessions.FindAsync(redis, tenant, key).ConfigureAwait(false) is not { } session)
                return null;
            var living = await live.FindAsync(redis, [session.Owner]).ConfigureAwait(false);
            return living.Contains(session.Owner) ? session.Record : null;
        },
        cancel);

    public async ValueTask SetRoomInterestAsync(TenantId tenant, RoomId room, NodeId node, bool interested, CancellationToken cancel) => await CallAsync(
        async redis =>
        {
            // A node that holds no lease has no interests.
            if (await live.FindOwnerAsync(redis, node).ConfigureAwait(false) is not { } owner)
                return false;
            await (interested ? _interests.SetAsync(redis, tenant, room, node, owner) : _interests.UnsetAsync(redis, tenant, room, owner)).ConfigureAwait(false);
            return true;
        },
        cancel).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<NodeId>> FindRoomNodesAsync(TenantId tenant, RoomId room, CancellationToken cancel) => CallAsync<IReadOnlyList<NodeId>>(
        async redis =>
        {
            var interests = await _interests.FindAsync(redis, tenant, room).ConfigureAwait(false);
            var living = await live.FindAsync(redis, interests.Select(static interest => interest.Owner)).ConfigureAwait(false);
            return [.. interests.Where(interest => living.Contains(interest.Owner)).Select(static interest => interest.Node)];
        },
        cancel);

    private static IReadOnlyList<SessionRecord> Living(StoredSession[] sessions, ILiveOwners living) =>
        sessions.Length == 0 ? [] : [.. sessions.Where(session => living.Contains(session.Owner)).Select(static session => session.Record)];

    private ValueTask<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancel) => connection.CallAsync(CallKind.Directory, call, cancel);
}
