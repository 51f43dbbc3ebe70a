using ImKit.Sessions;
using ImKit.Storage;

namespace ImKit.Messaging;

/// <summary>All operations on conversations that clients have.</summary>
internal sealed class ConversationOperations(IEnumerable<OperationGroup> groups, IFeedStore feed) : IWireOperations
{
    public IEnumerable<KeyValuePair<int, WireOperation>> All => groups.SelectMany(static group => group.All);

    public ValueTask<long> GetFeedVersionAsync(TenantId tenant, UserId user, CancellationToken cancel) => feed.GetVersionAsync(tenant, user, cancel);
}
