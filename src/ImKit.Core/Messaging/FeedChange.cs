using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>One object of a user's feed that shall get a new version.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="User">Whose feed.</param>
/// <param name="Kind">What changed.</param>
/// <param name="Conversation">Where.</param>
internal readonly record struct FeedChange(TenantId Tenant, UserId User, FeedKind Kind, ConversationId Conversation)
{
    public FeedRow At(long version) => new(Tenant, User, Kind, Conversation, version);
}
