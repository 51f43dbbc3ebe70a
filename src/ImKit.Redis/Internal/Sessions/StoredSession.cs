using System.Globalization;
using ImKit.Nodes;
using StackExchange.Redis;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>A session as it stands in Redis. Immutable.</summary>
/// <param name="Number">Rises with each registration of its user.</param>
/// <param name="Owner">The boot that holds it.</param>
/// <param name="Record">The session.</param>
internal sealed record StoredSession(long Number, string Owner, SessionRecord Record)
{
    /// <summary>What of a session stands behind its identity.</summary>
    public static string Tail(SessionRecord session) => $"{RedisKeys.Escape(session.Device.Value)}|{RedisKeys.Escape(session.DeviceClass)}";

    public static StoredSession Parse(TenantId tenant, UserId user, RedisValue key, RedisValue value)
    {
        var parts = value.ToString().Split('|');
        return new StoredSession(Number(parts[0]), $"{parts[1]}|{parts[2]}", new SessionRecord
        {
            Tenant = tenant,
            User = user,
            Key = new ConnectionKey(key.ToString()),
            Node = new NodeId(Uri.UnescapeDataString(parts[1])),
            BootId = Number(parts[2]),
            SessionId = Number(parts[3]),
            Device = parts[4].Length > 0 ? new DeviceId(Uri.UnescapeDataString(parts[4])) : default,
            DeviceClass = Uri.UnescapeDataString(parts[5]),
        });

        static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }
}
