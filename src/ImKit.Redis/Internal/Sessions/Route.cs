using System.Globalization;
using ImKit.Nodes;

namespace ImKit.Redis.Internal.Sessions;

/// <summary>One line in the list of what a boot has registered. Immutable.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Name">The user of a session, or the room of an interest.</param>
/// <param name="Key">The connection key of a session; null for an interest.</param>
/// <param name="SessionId">The number of a session.</param>
internal sealed record Route(TenantId Tenant, string Name, string? Key, long SessionId)
{
    public static string Of(SessionRecord session) => Format(session.Tenant, session.User, session.Key.Value, session.SessionId);

    public static string Of(TenantId tenant, RoomId room) => $"r|{tenant.Value}|{RedisKeys.Escape(room.Value)}";

    public static string Format(TenantId tenant, UserId user, string key, long sessionId) => string.Create(
        CultureInfo.InvariantCulture, $"s|{tenant.Value}|{RedisKeys.Escape(user.Value)}|{RedisKeys.Escape(key)}|{sessionId}");

    public static Route Parse(string text)
    {
        var parts = text.Split('|');
        var (tenant, name) = (new TenantId(parts[1]), Uri.UnescapeDataString(parts[2]));
        return parts[0] == "r"
            ? new Route(tenant, name, null, 0)
            : new Route(tenant, name, Uri.UnescapeDataString(parts[3]), long.Parse(parts[4], CultureInfo.InvariantCulture));
    }
}
