namespace ImKit;

/// <summary>A conversation and the tenant it belongs to: what every storage key begins with.</summary>
/// <param name="Tenant">The tenant; the default value is the default tenant.</param>
/// <param name="Id">The conversation.</param>
public readonly record struct ConversationKey(TenantId Tenant, ConversationId Id);
