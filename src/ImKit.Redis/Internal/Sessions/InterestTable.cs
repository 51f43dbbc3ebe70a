using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>Which nodes hold which rooms: a hash for each room, with the boot of each node.</summary>
internal sealed class InterestTable(RedisConnection connection)
{
    private static readonly Script s_remove = new("""
        if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HDEL', KEYS[1], ARGV[1]) end
        return 1
        """);

    // The list of the boot's routes has the room before the room has the boot, and loses it after: what an interruption leaves is found. Both are sent at
    // once: a second step that waited for the first could come after what is told next.
    public Task SetAsync(IDatabase redis, TenantId tenant, RoomId room, NodeId node, string owner) => Task.WhenAll(
        redis.SetAddAsync(connection.Keys.Routes(owner), Route.Of(tenant, room)), redis.HashSetAsync(connection.Keys.Room(tenant, room), node.Value, owner));

    public Task UnsetAsync(IDatabase redis, TenantId tenant, RoomId room, string owner) => Task.WhenAll(
        RemoveAsync(redis, tenant, room, owner), redis.SetRemoveAsync(connection.Keys.Routes(owner), Route.Of(tenant, room)));

    public Task RemoveAsync(IDatabase redis, TenantId tenant, RoomId room, string owner) => s_remove.RunAsync(
        redis, [connection.Keys.Room(tenant, room)], Uri.UnescapeDataString(owner[..owner.LastIndexOf('|')]), owner);

    public async Task<(NodeId Node, string Owner)[]> FindAsync(IDatabase redis, TenantId tenant, RoomId room)
    {
        var fields = await redis.HashGetAllAsync(connection.Keys.Room(tenant, room)).ConfigureAwait(false);
        return Array.ConvertAll(fields, static field => (new NodeId(field.Name.ToString()), field.Value.ToString()));
    }
}
