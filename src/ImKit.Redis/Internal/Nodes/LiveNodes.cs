using System.Collections.Concurrent;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Nodes;

/// <summary>Which boots hold a lease. Any thread.</summary>
/// <remarks>
/// <para>Leases and routes have different slots of a cluster, so no script sees both: leases are read beside the routes, and compared here.</para>
/// <para>A lease that was read is known until it ends, and for <see cref="RedisOptions.LeaseMemory"/> at most: it can only be renewed meanwhile, or given back
/// with all its routes. A boot that is not known is never taken for dead without a question. So a look-up finds all that it would find otherwise; for that
/// time it may also find what a boot has left in whose place another one has come, and whoever is sent something there has nobody to miss it.</para>
/// </remarks>
internal sealed class LiveNodes(RedisConnection connection)
{
    private readonly ConcurrentDictionary<NodeId, string> _own = new();
    private volatile Known? _known;

    public async Task<LiveOwners> ReadAsync(IDatabase redis)
    {
        var asked = connection.Time.GetTimestamp();
        var answer = (RedisValue[])(await NodeScripts.Live.RunAsync(redis, [connection.Keys.Leases, connection.Keys.Boots]).ConfigureAwait(false))!;
        var leases = answer.Skip(1).Chunk(2).ToDictionary(static pair => pair[0].ToString(), static pair => TimeSpan.FromMilliseconds((long)pair[1]));
        if (connection.Options.LeaseMemory > TimeSpan.Zero)
            _known = new Known(asked, leases);
        return new LiveOwners(answer[0], [.. leases.Keys]);
    }

    /// <summary>Those of some boots that hold a lease.</summary>
    /// <param name="redis">Asked only if one of them is not known to.</param>
    /// <param name="owners">The boots of routes that were found before.</param>
    public ValueTask<ILiveOwners> FindAsync(IDatabase redis, IEnumerable<string> owners)
    {
        var known = _known;
        if (known is null || connection.Time.GetElapsedTime(known.Asked) is var age && age >= connection.Options.LeaseMemory)
            return ReadLaterAsync(redis);
        var any = false;
        foreach (var owner in owners)
        {
            any = true;
            if (!known.Leases.TryGetValue(owner, out var left) || age >= left)
                return ReadLaterAsync(redis);
        }

        if (any)
            connection.Statistics.CountLeases(known: true);
        return new(known);
    }

    /// <summary>Notes that a node of this process has joined.</summary>
    public void NoteJoined(NodeId node, string owner)
    {
        _own[node] = owner;
        Forget();
    }

    /// <summary>Knows no leases any more.</summary>
    public void Forget() => _known = null;

    /// <summary>The boot that holds a node's id: this process's own without a question, another's as Redis has it.</summary>
    public async Task<string?> FindOwnerAsync(IDatabase redis, NodeId node) => _own.TryGetValue(node, out var own)
        ? own
        : await redis.HashGetAsync(connection.Keys.Boots, node.Value).ConfigureAwait(false);

    private async ValueTask<ILiveOwners> ReadLaterAsync(IDatabase redis)
    {
        connection.Statistics.CountLeases(known: false);
        return await ReadAsync(redis).ConfigureAwait(false);
    }

    /// <summary>Leases as they were read. Immutable.</summary>
    /// <param name="Asked">When, before the question.</param>
    /// <param name="Leases">How long each had still to run.</param>
    private sealed record Known(long Asked, Dictionary<string, TimeSpan> Leases) : ILiveOwners
    {
        public bool Contains(string owner) => Leases.ContainsKey(owner);
    }
}

/// <summary>Boots that hold a lease. Immutable.</summary>
internal interface ILiveOwners
{
    bool Contains(string owner);
}

/// <summary>The boots that held a lease at one time. Immutable.</summary>
/// <param name="AsOf">That time, in microseconds of the server's clock.</param>
/// <param name="Owners">The boots.</param>
internal sealed record LiveOwners(RedisValue AsOf, RedisValue[] Owners) : ILiveOwners
{
    private readonly HashSet<string> _owners = [.. Owners.Select(static owner => owner.ToString())];

    public bool Contains(string owner) => _owners.Contains(owner);
}
