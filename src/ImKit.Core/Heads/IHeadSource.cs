using ImKit.Nodes;
using ImKit.Sessions;
using ImKit.Storage;

namespace ImKit.Heads;

/// <summary>Tells where large groups end. Any thread.</summary>
internal interface IHeadSource
{
    /// <summary>The large groups among some conversations that a user is a member of, in the order asked for.</summary>
    /// <param name="session">Who asks.</param>
    /// <param name="conversations">At most 1000.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store did not answer.</exception>
    ValueTask<IReadOnlyList<(ConversationKey Key, LogEnd End)>> FindLargeAsync(SessionRecord session, IReadOnlyList<ConversationId> conversations, CancellationToken cancel);

    /// <summary>Where conversations end now; those that are not there are left out.</summary>
    /// <param name="keys">1 to 1000, all of one tenant.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store did not answer.</exception>
    ValueTask<IReadOnlyList<(ConversationKey Key, LogEnd End)>> ReadAsync(IReadOnlyList<ConversationKey> keys, CancellationToken cancel);
}
