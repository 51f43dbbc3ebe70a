using System.Collections.Concurrent;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Nodes;

/// <summary>Which boots hold a lease. Any thread.</summary>
/// <remarks>Leases and routes have different slots of a cluster, so no script sees both: leases are read beside the routes, and compared here.</remarks>
internal sealed class LiveNodes(RedisConnection connection)
{
    private readonly ConcurrentDictionary<NodeId, string> _own = new();

    public async Task<LiveOwners> ReadAsync(IDatabase redis)
    {
        var answer = (RedisValue[])(await NodeScripts.Live.RunAsync(redis, [connection.Keys.Leases, connection.Keys.Boots]).ConfigureAwait(false))!;
        return new LiveOwners(answer[0], answer[1..]);
    }

    /// <summary>Notes that a node of this process has joined.</summary>
    public void NoteJoined(NodeId node, string owner) => _own[node] = owner;

    /// <summary>The boot that holds a node's id: this process's own without a question, another's as Redis has it.</summary>
    public async Task<string?> FindOwnerAsync(IDatabase redis, NodeId node) => _own.TryGetValue(node, out var own)
        ? own
        : await redis.HashGetAsync(connection.Keys.Boots, node.Value).ConfigureAwait(false);
}

/// <summary>The boots that held a lease at one time. Immutable.</summary>
/// <param name="AsOf">That time, in microseconds of the server's clock.</param>
/// <param name="Owners">The boots.</param>
internal sealed record LiveOwners(RedisValue AsOf, RedisValue[] Owners)
{
    private readonly HashSet<string> _owners = [.. Owners.Select(static owner => owner.ToString())];

    public bool Contains(string owner) => _owners.Contains(owner);
}
