using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Storage;

namespace ImKit.Presence;

/// <summary>Reads in the store who blocks whom. Any thread.</summary>
internal sealed class StoreBlocks(IContactStore contacts, StoreCalls calls) : IBlockSource
{
    public async ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(SessionRecord session, IReadOnlyList<UserId> users, CancellationToken cancel) =>
        [.. await calls.RunAsync((who, token) => contacts.FindBlockingAsync(who.Tenant, users, who.User, token), session, cancel).ConfigureAwait(false)];
}
