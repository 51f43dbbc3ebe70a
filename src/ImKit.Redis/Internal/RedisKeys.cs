using System.Globalization;
using StackExchange.Redis;

namespace ImKit.Redis.Internal;

/// <summary>The names of everything in Redis. Pure.</summary>
/// <remarks>What stands in braces decides the slot of a cluster: the keys of one script have it in common. Identifiers are escaped, so none of them
/// can end a brace, a part or the application's name.</remarks>
internal sealed class RedisKeys(string application)
{
    private readonly string _begin = $"imkit:{application}:";

    /// <summary>Sorted set: when the lease of each node ends, in milliseconds of the server's clock.</summary>
    public RedisKey Leases => $"{_begin}{{nodes}}:leases";

    /// <summary>Hash: the boot that holds each node's id.</summary>
    public RedisKey Boots => $"{_begin}{{nodes}}:boots";

    /// <summary>Hash: how each node describes itself.</summary>
    public RedisKey Infos => $"{_begin}{{nodes}}:infos";

    /// <summary>Set: boots that have ended and whose routes are still to be removed.</summary>
    public RedisKey Dead => $"{_begin}{{nodes}}:dead";

    /// <summary>Set: the routes of one boot, for who removes them when it has ended.</summary>
    public RedisKey Routes(string owner) => $"{_begin}o:{{{owner}}}";

    /// <summary>Hash: the sessions of a user by connection key.</summary>
    public RedisKey User(TenantId tenant, UserId user) => $"{_begin}u:{{{tenant.Value}:{Escape(user.Value)}}}";

    /// <summary>Hash: the users who have claimed a connection key, nearly always one.</summary>
    public RedisKey Key(TenantId tenant, ConnectionKey key) => $"{_begin}k:{{{tenant.Value}:{Escape(key.Value)}}}";

    /// <summary>Hash: the boots of the nodes that hold a room, by node.</summary>
    public RedisKey Room(TenantId tenant, RoomId room) => $"{_begin}r:{{{tenant.Value}:{Escape(room.Value)}}}";

    /// <summary>Sorted set: the rooms of a tenant by their members, as one boot has reported them.</summary>
    public RedisKey Counts(string owner, TenantId tenant) => $"{_begin}c:{{{owner}:{tenant.Value}}}";

    /// <summary>Sorted set: the bans of one kind of subjects, in their order.</summary>
    public RedisKey Bans(string kind) => $"{_begin}b:{{{kind}}}:bans";

    /// <summary>Hash: what a subject has done, and what for it was banned last.</summary>
    public RedisKey Offences(string kind, string subject) => $"{_begin}b:{{{kind}}}:o:{Escape(subject)}";

    /// <summary>String: when the bucket of a subject is full again, in microseconds of the server's clock.</summary>
    public RedisKey Permits(string rule, string subject) => $"{_begin}p:{{{Escape(rule)}}}:{Escape(subject)}";

    /// <summary>Hash: who receives for a node, and how many messages were published for it.</summary>
    public RedisKey Receiver(NodeId node) => $"{_begin}m:{{{Escape(node.Value)}}}:receiver";

    /// <summary>Stream: what waits for a node.</summary>
    public RedisKey Stream(NodeId node) => $"{_begin}m:{{{Escape(node.Value)}}}:stream";

    /// <summary>Channel: tells a receiver that something waits. Channels ignore the number of the database, so the application's name has to be in it.</summary>
    public string Wake(NodeId node) => $"{_begin}m:{{{Escape(node.Value)}}}:wake";

    /// <summary>One boot of one node, as it stands in values and in arguments of scripts.</summary>
    public static string Owner(NodeId node, long boot) => string.Create(CultureInfo.InvariantCulture, $"{Escape(node.Value)}|{boot}");

    /// <summary>Letters, digits and <c>-._~</c> stay; everything else becomes <c>%XX</c>.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);
}
