using System.Globalization;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>Sessions by user, and the users of connection keys.</summary>
/// <remarks>Users and keys have different slots of a cluster. The users' hashes are the truth; a key's hash only says in which of them to look, and is written
/// before and removed after.</remarks>
internal sealed class SessionTable(RedisConnection connection)
{
    private readonly RedisKeys _keys = connection.Keys;

    /// <summary>Removes exactly one session, if it is still there, and its claim.</summary>
    public async Task RemoveAsync(IDatabase redis, TenantId tenant, string user, string key, string owner, long session)
    {
        var number = await SessionScripts.Remove.RunAsync(
            redis, [_keys.User(tenant, new UserId(user))], key, string.Create(CultureInfo.InvariantCulture, $"{owner}|{session}")).ConfigureAwait(false);
        if (!number.IsNull)
            await UnclaimAsync(redis, tenant, new ConnectionKey(key), user, (RedisValue)number).ConfigureAwait(false);
    }

    public Task UnclaimAsync(IDatabase redis, TenantId tenant, ConnectionKey key, string user, RedisValue number) =>
        SessionScripts.Unclaim.RunAsync(redis, [_keys.Key(tenant, key)], user, number);

    public async Task<StoredSession[]> FindAsync(IDatabase redis, TenantId tenant, UserId user)
    {
        var fields = await redis.HashGetAllAsync(_keys.User(tenant, user)).ConfigureAwait(false);
        var found = Array.ConvertAll(fields, field => StoredSession.Parse(tenant, user, field.Name, field.Value));
        if (found.Length > 1)
            Array.Sort(found, static (a, b) => a.Number.CompareTo(b.Number));
        return found;
    }

    /// <summary>The session under a key. Of several, which there are for a moment, the one that will stay.</summary>
    public async Task<StoredSession?> FindAsync(IDatabase redis, TenantId tenant, ConnectionKey key)
    {
        var users = await redis.HashKeysAsync(_keys.Key(tenant, key)).ConfigureAwait(false);
        var found = await Task.WhenAll(users.Select(user => FindAsync(redis, tenant, key, new UserId(user!)))).ConfigureAwait(false);
        return found.MaxBy(static session => session?.Number ?? 0);
    }

    private async Task<StoredSession?> FindAsync(IDatabase redis, TenantId tenant, ConnectionKey key, UserId user)
    {
        var value = await redis.HashGetAsync(_keys.User(tenant, user), key.Value).ConfigureAwait(false);
        return value.IsNull ? null : StoredSession.Parse(tenant, user, key.Value, value);
    }
}
