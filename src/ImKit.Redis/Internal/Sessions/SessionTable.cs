using System.Globalization;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>Sessions by user, and the users of connection keys.</summary>
/// <remarks>Users and keys have different slots of a cluster. The user's hash is the truth; a key only says in which hash to look. Pointers carry the number
/// of the registration, so that steps of two registrations under one key may interleave: the later pointer wins and removes what the earlier points to.</remarks>
internal sealed class SessionTable(RedisConnection connection)
{
    private readonly RedisKeys _keys = connection.Keys;

    /// <summary>Removes exactly one session, if it is still there, and its pointer.</summary>
    public async Task RemoveAsync(IDatabase redis, TenantId tenant, string user, string key, string owner, long session)
    {
        var number = await SessionScripts.Remove.RunAsync(
            redis, [_keys.User(tenant, new UserId(user))], key, string.Create(CultureInfo.InvariantCulture, $"{owner}|{session}")).ConfigureAwait(false);
        if (!number.IsNull)
            await SessionScripts.Unpoint.RunAsync(redis, [_keys.Key(tenant, new ConnectionKey(key))], user, (RedisValue)number).ConfigureAwait(false);
    }

    /// <summary>Points the key to its user, and takes it from another whom it belonged to.</summary>
    /// <returns>The session that another user had under the key, live or not.</returns>
    public async Task<StoredSession?> PointAsync(IDatabase redis, SessionRecord session, RedisValue number)
    {
        var before = await SessionScripts.Point.RunAsync(redis, [_keys.Key(session.Tenant, session.Key)], session.User.Value, number).ConfigureAwait(false);
        if (before.IsNull)
            return null;
        var (until, user) = Split((string)before!);
        var removed = await SessionScripts.RemoveUntil.RunAsync(redis, [_keys.User(session.Tenant, user)], session.Key.Value, until).ConfigureAwait(false);
        return removed.IsNull ? null : StoredSession.Parse(session.Tenant, user, session.Key.Value, (RedisValue)removed);
    }

    public async Task<StoredSession[]> FindAsync(IDatabase redis, TenantId tenant, UserId user)
    {
        var fields = await redis.HashGetAllAsync(_keys.User(tenant, user)).ConfigureAwait(false);
        var found = Array.ConvertAll(fields, field => StoredSession.Parse(tenant, user, field.Name, field.Value));
        if (found.Length > 1)
            Array.Sort(found, static (a, b) => a.Number.CompareTo(b.Number));
        return found;
    }

    /// <summary>The session under a key. A key that changes its user meanwhile is followed.</summary>
    public async Task<StoredSession?> FindAsync(IDatabase redis, TenantId tenant, ConnectionKey key)
    {
        for (RedisValue before = default; ;)
        {
            var pointer = await redis.StringGetAsync(_keys.Key(tenant, key)).ConfigureAwait(false);
            if (pointer.IsNull || pointer == before)
                return null;
            var (_, user) = Split(pointer!);
            var value = await redis.HashGetAsync(_keys.User(tenant, user), key.Value).ConfigureAwait(false);
            if (!value.IsNull)
                return StoredSession.Parse(tenant, user, key.Value, value);
            before = pointer;
        }
    }

    private static (string Number, UserId User) Split(string pointer)
    {
        var bar = pointer.IndexOf('|', StringComparison.Ordinal);
        return (pointer[..bar], new UserId(pointer[(bar + 1)..]));
    }
}
