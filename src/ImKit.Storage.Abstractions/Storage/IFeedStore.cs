namespace ImKit.Storage;

/// <summary>Per user a map of what changed, each object with its newest version: how a device that was away learns where to look.</summary>
/// <remarks>
/// <para>Rows: one per (tenant, user, kind, conversation). A write with a version not above the row's changes nothing. Versions come
/// from <see cref="ReserveVersionsAsync"/>; only one writer at a time writes a section's rows (Core sees to it on one node, the section's
/// lease between nodes: <see cref="ISectionStore"/>), so a user's rows become visible in version order, and no two rows of a user bear the same
/// version: a store compares the term, and need not check more. Losing a row loses no message: heads stay the truth.</para>
/// <para>Consistency: a read that starts after a write returned sees it. Threading: any thread, any number at once.
/// Misuse: an argument outside the range stated for it is an <see cref="ArgumentException"/>, and nothing was done.</para>
/// </remarks>
public interface IFeedStore
{
    /// <summary>Moves a section's persisted ceiling and hands out the range below it. Never hands out a number twice, also after a crash.</summary>
    /// <param name="section">0 to 1023: users hash to sections.</param>
    /// <param name="count">1 to 1,000,000 versions.</param>
    /// <param name="cancel">Gives up; the range is then lost, which is harmless.</param>
    /// <returns>The first version of the range, 1 or more.</returns>
    /// <exception cref="StorageException">The range may be lost.</exception>
    ValueTask<long> ReserveVersionsAsync(int section, int count, CancellationToken cancel);

    /// <summary>Writes rows in one transaction, each merged by maximum version, if the writer still holds the section: its term is compared with that
    /// of the section of kind <see cref="SectionKind.Feed"/> in the same transaction, and nobody takes the section before that has ended.</summary>
    /// <param name="rows">1 to 1000 rows; the same object may stand in it twice.</param>
    /// <param name="under">The section whose lease the writer holds, and its term. That the rows' users fall into it is the caller's to see to.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns><see cref="FencedStatus.Refused"/> if the term is another: then nothing was written.</returns>
    /// <exception cref="StorageException">The rows may or may not be written.</exception>
    ValueTask<FencedStatus> WriteAsync(IReadOnlyList<FeedRow> rows, SectionTerm under, CancellationToken cancel);

    /// <summary>A user's rows with a version above <paramref name="since"/>, ascending by version.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="since">The last version known; 0 for all.</param>
    /// <param name="limit">1 to 1000 rows at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<FeedRow>> ReadSinceAsync(TenantId tenant, UserId user, long since, int limit, CancellationToken cancel);

    /// <summary>A user's rows of one kind with a version below <paramref name="before"/>, descending by version.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="before">The first version not wanted; <see cref="long.MaxValue"/> for the newest.</param>
    /// <param name="limit">1 to 1000 rows at most.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<FeedRow>> ReadRecentAsync(
        TenantId tenant, UserId user, FeedKind kind, long before, int limit, CancellationToken cancel);

    /// <summary>The highest version among a user's rows; 0 if there is none.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<long> GetVersionAsync(TenantId tenant, UserId user, CancellationToken cancel);
}

/// <summary>What a feed row is about. Numbers are stored and never reused.</summary>
public enum FeedKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>The conversation's log grew, or this user joined or left it.</summary>
    Conversation = 1,

    /// <summary>This user's read cursor in the conversation moved.</summary>
    Read = 2,

    /// <summary>This user's own settings of the conversation changed (mute, pin, hidden, draft, marked unread, cleared).</summary>
    Settings = 3,

    /// <summary>This user removed entries of the conversation for themself.</summary>
    Removed = 4,

    /// <summary>This user's row about another user changed; the place of the conversation holds the direct conversation's id.</summary>
    Contact = 5,
}

/// <summary>One object of a user's feed.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="User">The user.</param>
/// <param name="Kind">What changed.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Version">The newest version.</param>
public readonly record struct FeedRow(TenantId Tenant, UserId User, FeedKind Kind, ConversationId Conversation, long Version);
