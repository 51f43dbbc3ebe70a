using ImKit.Nodes;
using ImKit.Redis.Internal.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>A login: limits of the user in one step, then the key.</summary>
internal sealed class Registration(RedisConnection connection, LiveNodes live)
{
    private readonly SessionTable _sessions = new(connection);

    public async Task<SessionRegistration> RunAsync(IDatabase redis, SessionRecord session, SessionLimits limits)
    {
        var (owner, began) = (RedisKeys.Owner(session.Node, session.BootId), connection.Time.GetTimestamp());
        // In the list of the boot's routes before it is a route: whatever is interrupted, who sweeps finds it.
        var (listed, nodes) = (redis.SetAddAsync(connection.Keys.Routes(owner), Route.Of(session)), live.ReadAsync(redis));
        await listed.ConfigureAwait(false);
        var living = await nodes.ConfigureAwait(false);
        // Whoever has given up by now may have unregistered the session: it must not come after that.
        if (connection.Time.GetElapsedTime(began) >= connection.Options.Timeout)
            throw new TimeoutException();
        var answer = await RegisterAsync(redis, session, owner, limits, living).ConfigureAwait(false);
        if (answer[0] == "0")
        {
            await redis.SetRemoveAsync(connection.Keys.Routes(owner), Route.Of(session)).ConfigureAwait(false);
            return SessionRegistration.Refused;
        }

        var gone = answer.Skip(1).Chunk(2).Select(pair => StoredSession.Parse(session.Tenant, session.User, pair[0], pair[1])).ToList();
        var forgetting = gone.Select(other => ForgetAsync(redis, session, other)).ToArray();
        if (await _sessions.PointAsync(redis, session, answer[0]).ConfigureAwait(false) is { } others)
        {
            await redis.SetRemoveAsync(connection.Keys.Routes(others.Owner), Route.Of(others.Record)).ConfigureAwait(false);
            if (living.Contains(others.Owner))
                gone.Add(others);
        }

        await Task.WhenAll(forgetting).ConfigureAwait(false);
        return gone.Count == 0 ? SessionRegistration.Alone : new SessionRegistration(true, [.. gone.Select(static other => other.Record)]);
    }

    private async Task<RedisValue[]> RegisterAsync(IDatabase redis, SessionRecord session, string owner, SessionLimits limits, LiveOwners living) =>
        (RedisValue[])(await SessionScripts.Register.RunAsync(
            redis,
            [connection.Keys.User(session.Tenant, session.User)],
            [
                session.Key.Value, owner, session.SessionId, StoredSession.Tail(session), RedisKeys.Escape(session.DeviceClass),
                limits.PerUser, limits.PerClass, limits.RefusesNew ? 1 : 0, living.AsOf, .. living.Owners,
            ]).ConfigureAwait(false))!;

    // The same key points on to the new session.
    private async Task ForgetAsync(IDatabase redis, SessionRecord session, StoredSession gone)
    {
        await redis.SetRemoveAsync(connection.Keys.Routes(gone.Owner), Route.Of(gone.Record)).ConfigureAwait(false);
        if (gone.Record.Key != session.Key)
            await SessionScripts.Unpoint.RunAsync(redis, [connection.Keys.Key(gone.Record.Tenant, gone.Record.Key)], gone.Record.User.Value, gone.Number).ConfigureAwait(false);
    }
}
