namespace ImKit.Channels;

/// <summary>A room and the tenant it belongs to.</summary>
internal readonly record struct RoomKey(TenantId Tenant, RoomId Room);
