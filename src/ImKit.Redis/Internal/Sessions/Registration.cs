using ImKit.Nodes;
using ImKit.Redis.Internal.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>A login: claims the key, registers within the user's limits in one step, and takes the key from other users.</summary>
/// <remarks>Steps of several logins under one key may interleave. Each claims before it registers and looks for others after: so of any two at least one finds
/// the other, and the higher number stays.</remarks>
internal sealed class Registration(RedisConnection connection, LiveNodes live)
{
    // A claim of a login that came no further is forgotten by the next one after this time.
    private const long AbandonedAfter = 60_000_000;
    private readonly SessionTable _sessions = new(connection);

    public async Task<SessionRegistration> RunAsync(IDatabase redis, SessionRecord session, SessionLimits limits)
    {
        var (owner, began) = (RedisKeys.Owner(session.Node, session.BootId), connection.Time.GetTimestamp());
        // In the list of the boot's routes before it is a route: whatever is interrupted, who sweeps finds it.
        var (listed, nodes) = (redis.SetAddAsync(connection.Keys.Routes(owner), Route.Of(session)), live.ReadAsync(redis));
        var claimed = await SessionScripts.Claim.RunAsync(redis, [connection.Keys.Key(session.Tenant, session.Key)], session.User.Value).ConfigureAwait(false);
        await listed.ConfigureAwait(false);
        var living = await nodes.ConfigureAwait(false);
        // Whoever has given up by now may have unregistered the session: it must not come after that.
        if (connection.Time.GetElapsedTime(began) >= connection.Options.Timeout)
            throw new TimeoutException();
        var answer = await RegisterAsync(redis, session, owner, limits, (RedisValue)claimed, living).ConfigureAwait(false);
        if (answer[0] == "0")
        {
            await redis.SetRemoveAsync(connection.Keys.Routes(owner), Route.Of(session)).ConfigureAwait(false);
            await _sessions.UnclaimAsync(redis, session.Tenant, session.Key, session.User.Value, (RedisValue)claimed).ConfigureAwait(false);
            return SessionRegistration.Refused;
        }

        var gone = answer.Skip(1).Chunk(2).Select(pair => StoredSession.Parse(session.Tenant, session.User, pair[0], pair[1])).ToList();
        var forgetting = gone.Select(other => ForgetAsync(redis, session, other)).ToArray();
        foreach (var other in await TakeKeyAsync(redis, session, owner, answer[0]).ConfigureAwait(false))
        {
            await ForgetAsync(redis, session, other).ConfigureAwait(false);
            if (living.Contains(other.Owner))
                gone.Add(other);
        }

        await Task.WhenAll(forgetting).ConfigureAwait(false);
        return gone.Count == 0 ? SessionRegistration.Alone : new SessionRegistration(true, [.. gone.Select(static other => other.Record)]);
    }

    private async Task<RedisValue[]> RegisterAsync(
        IDatabase redis, SessionRecord session, string owner, SessionLimits limits, RedisValue number, LiveOwners living) =>
        (RedisValue[])(await SessionScripts.Register.RunAsync(
            redis,
            [connection.Keys.User(session.Tenant, session.User)],
            [
                session.Key.Value, owner, session.SessionId, StoredSession.Tail(session), RedisKeys.Escape(session.DeviceClass),
                limits.PerUser, limits.PerClass, limits.RefusesNew ? 1 : 0, number, living.AsOf, .. living.Owners,
            ]).ConfigureAwait(false))!;

    /// <summary>Removes what other users have under the key; or this session, if one of them has it by a later claim.</summary>
    private async Task<List<StoredSession>> TakeKeyAsync(IDatabase redis, SessionRecord session, string owner, RedisValue number)
    {
        var removed = new List<StoredSession>();
        foreach (var claim in await redis.HashGetAllAsync(connection.Keys.Key(session.Tenant, session.Key)).ConfigureAwait(false))
        {
            if (claim.Name == session.User.Value)
                continue;
            var user = new UserId(claim.Name.ToString());
            var held = await SessionScripts.Outrank.RunAsync(redis, [connection.Keys.User(session.Tenant, user)], session.Key.Value, number).ConfigureAwait(false);
            if (held.IsNull && (long)number - (long)claim.Value > AbandonedAfter)
                await _sessions.UnclaimAsync(redis, session.Tenant, session.Key, user.Value, claim.Value).ConfigureAwait(false);
            else if ((string?)held == "higher")
                await _sessions.RemoveAsync(redis, session.Tenant, session.User.Value, session.Key.Value, owner, session.SessionId).ConfigureAwait(false);
            else if (!held.IsNull)
                removed.Add(StoredSession.Parse(session.Tenant, user, session.Key.Value, (RedisValue)held));
        }

        return removed;
    }

    // Under the same key and user the claim is the new session's by now.
    private async Task ForgetAsync(IDatabase redis, SessionRecord session, StoredSession gone)
    {
        await redis.SetRemoveAsync(connection.Keys.Routes(gone.Owner), Route.Of(gone.Record)).ConfigureAwait(false);
        if (gone.Record.Key != session.Key || gone.Record.User != session.User)
            await _sessions.UnclaimAsync(redis, gone.Record.Tenant, gone.Record.Key, gone.Record.User.Value, gone.Number).ConfigureAwait(false);
    }
}
