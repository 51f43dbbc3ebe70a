using ImKit.Nodes;
using ImKit.Storage;

namespace ImKit.Presence;

/// <summary>Reads in the store who blocks whom. Any thread.</summary>
internal sealed class StoreBlocks(IContactStore contacts) : IBlockSource
{
    public async ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(SessionRecord session, IReadOnlyList<UserId> users, CancellationToken cancel) =>
        [.. await contacts.FindBlockingAsync(session.Tenant, users, session.User, cancel).ConfigureAwait(false)];
}
