using ImKit.Redis.Internal.Sessions;
using ImKit.Storage;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Nodes;

/// <summary>Removes what a boot has left whose lease has ended. Nobody sees those routes any more, so it may take its time; several may do it at once.</summary>
internal sealed class Sweep(RedisConnection connection)
{
    private const int Page = 250;
    private readonly SessionTable _sessions = new(connection);
    private readonly InterestTable _interests = new(connection);

    public async Task RunAsync(string owner)
    {
        try
        {
            while (await SweepPageAsync(owner).ConfigureAwait(false))
            {
            }
        }
        catch (StorageException failure)
        {
            if (!connection.IsClosed)
                RedisLog.SweepFailed(connection.Log, failure);
        }
    }

    private async ValueTask<bool> SweepPageAsync(string owner)
    {
        var routes = await connection.CallAsync(
            CallKind.Registry, redis => redis.SetRandomMembersAsync(connection.Keys.Routes(owner), Page), CancellationToken.None).ConfigureAwait(false);
        if (routes.Length == 0)
        {
            await connection.CallAsync(CallKind.Registry, redis => redis.SetRemoveAsync(connection.Keys.Dead, owner), CancellationToken.None).ConfigureAwait(false);
            return false;
        }

        await connection.CallAsync(CallKind.Registry, redis => RemoveAsync(redis, owner, routes), CancellationToken.None).ConfigureAwait(false);
        connection.Statistics.CountSwept(routes.Length);
        return true;
    }

    // A route leaves the list last: what an interruption leaves is found again.
    private async Task<bool> RemoveAsync(IDatabase redis, string owner, RedisValue[] routes)
    {
        await Task.WhenAll(routes.Select(route => Route.Parse(route!) switch
        {
            { Key: { } key } session => _sessions.RemoveAsync(redis, session.Tenant, session.Name, key, owner, session.SessionId),
            var room => _interests.RemoveAsync(redis, room.Tenant, new RoomId(room.Name), owner),
        })).ConfigureAwait(false);
        await redis.SetRemoveAsync(connection.Keys.Routes(owner), routes).ConfigureAwait(false);
        return true;
    }
}
