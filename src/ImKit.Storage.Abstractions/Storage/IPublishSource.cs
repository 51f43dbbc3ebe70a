namespace ImKit.Storage;

/// <summary>Messages that host code has written into the store's own database, in transactions of its own, and that ImKit has still to send. Optional: a
/// provider registers one if its database can be written to by the host (a singleton, as <see cref="IPublishSource"/>).</summary>
/// <remarks>
/// <para>What it holds: rows, each visible once the host's transaction is committed and never before, with an id that is higher the later it was written. Of two
/// transactions that ran at the same time either may have the lower ids. A row stays until <see cref="SettleAsync"/> names it, also over a crash.</para>
/// <para>One node at a time: <see cref="ReadAsync"/> takes or renews a lease, by the store's own clock, and brings rows only to who holds it. The lease saves
/// work and is no fence: two nodes that send the same rows in the order of their ids do no harm, because a row sent twice is recognised by its client
/// message id. Only rows that are refused are set aside under the lease.</para>
/// <para>Threading: one call at a time on each node. Failure: an exception means that nothing is known of the call; it may be repeated.</para>
/// </remarks>
public interface IPublishSource
{
    /// <summary>Takes or renews the lease, and reads the first rows by their ids.</summary>
    /// <param name="holder">Who asks. A later boot of the same node takes over at once.</param>
    /// <param name="lease">How long from now, above zero and at most an hour.</param>
    /// <param name="except">Conversations whose rows are passed over: at most 100.</param>
    /// <param name="limit">1 to 1000 rows. There may be fewer although more wait: a page is bounded in bytes as well.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="StorageException">The lease may or may not be taken.</exception>
    ValueTask<PublishPage> ReadAsync(
        SectionHolder holder, TimeSpan lease, IReadOnlyList<PublishConversation> except, int limit, CancellationToken cancel);

    /// <summary>Removes rows whose fate is known. Those that are not there any more are passed over.</summary>
    /// <param name="holder">Who asks.</param>
    /// <param name="sent">Rows that are committed to their conversations: they go.</param>
    /// <param name="refused">Rows that will never be: they are kept aside with the reason, for people to look at. Left alone if the holder has lost the lease.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>How many of those kept aside were dropped, the oldest first, because there were too many.</returns>
    /// <exception cref="StorageException">They may or may not be removed.</exception>
    ValueTask<int> SettleAsync(SectionHolder holder, IReadOnlyList<long> sent, IReadOnlyList<PublishRefusal> refused, CancellationToken cancel);

    /// <summary>Returns when there may be new rows, at the latest after a time. Rows that were committed since the last <see cref="ReadAsync"/> may be missed
    /// only as long as that time.</summary>
    /// <param name="atMost">The time.</param>
    /// <param name="cancel">Gives up.</param>
    ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancel);

    /// <summary>Gives the lease back, if the holder has it, and lets go of whatever <see cref="WaitAsync"/> keeps open.</summary>
    /// <param name="holder">Who asks.</param>
    /// <param name="cancel">Gives up; the lease then ends by itself.</param>
    /// <exception cref="StorageException">The lease may or may not be given back.</exception>
    ValueTask ReleaseAsync(SectionHolder holder, CancellationToken cancel);
}
