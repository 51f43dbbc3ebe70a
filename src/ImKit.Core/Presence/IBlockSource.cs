using ImKit.Nodes;
using ImKit.Storage;

namespace ImKit.Presence;

/// <summary>Tells who blocks whom. Any thread.</summary>
internal interface IBlockSource
{
    /// <summary>Which of some users block the one who asks.</summary>
    /// <exception cref="StorageException">The store did not answer.</exception>
    ValueTask<IReadOnlyList<UserId>> FindBlockingAsync(SessionRecord session, IReadOnlyList<UserId> users, CancellationToken cancel);
}
