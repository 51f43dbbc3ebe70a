namespace ImKit.Storage;

/// <summary>Leases on the sections that work is divided into, so that of several nodes on one store one alone does a section's work.</summary>
/// <remarks>
/// <para>Lease: a section is held by one holder until its lease ends, by the store's own clock: no node's clock is asked. Who renews in time keeps
/// it. An ended lease may be taken by anybody; until somebody does, its holder is still named. A later boot of a node takes over at once
/// what an earlier boot of the same node holds, and never the other way round.</para>
/// <para>Fencing: a section has a term, 0 as long as nobody has held it. It rises whenever another holder takes the section and whenever it
/// is given back, and never falls, also over a crash of the store. A write that is fenced (<see cref="IFeedStore.WriteAsync"/>,
/// <see cref="IMessageStore.MarkDispatchedAsync"/>) compares its term with the section's in the transaction that writes, so that no write of an
/// earlier holder becomes visible after a later holder's <see cref="AcquireAsync"/> has returned. An ended lease that nobody has taken still
/// writes: nobody else does.</para>
/// <para>Atomicity: sections are taken each for itself; of two calls for one section at once exactly one gets it. Durability: terms survive what an
/// acknowledged append survives. The time that was left need not: a lease may have ended after a crash. Threading: any thread, any
/// number at once. Misuse: an argument outside the range stated for it is an <see cref="ArgumentException"/>, and nothing was done.</para>
/// </remarks>
public interface ISectionStore
{
    /// <summary>Takes sections that are free, renews those the holder has already, and leaves those of others alone.</summary>
    /// <param name="kind">Which sections.</param>
    /// <param name="numbers">1 to <see cref="Sections.Count"/> different sections.</param>
    /// <param name="holder">Who asks.</param>
    /// <param name="lease">How long from now, above zero and at most an hour.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <returns>Each section as it is after the call, in the order asked.</returns>
    /// <exception cref="StorageException">The sections may or may not be taken.</exception>
    ValueTask<IReadOnlyList<SectionLease>> AcquireAsync(
        SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, TimeSpan lease, CancellationToken cancel);

    /// <summary>Gives sections back, so that others need not wait for the end of the lease. Those that the holder does not hold stay as they are.</summary>
    /// <param name="kind">Which sections.</param>
    /// <param name="numbers">1 to <see cref="Sections.Count"/> different sections.</param>
    /// <param name="holder">Who gives back.</param>
    /// <param name="cancel">Gives up; a repeat is harmless.</param>
    /// <exception cref="StorageException">The sections may or may not be given back.</exception>
    ValueTask ReleaseAsync(SectionKind kind, IReadOnlyList<int> numbers, SectionHolder holder, CancellationToken cancel);

    /// <summary>All sections of a kind, by number.</summary>
    /// <param name="kind">Which sections.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns><see cref="Sections.Count"/> sections.</returns>
    /// <exception cref="StorageException">The store could not answer.</exception>
    ValueTask<IReadOnlyList<SectionLease>> ReadAsync(SectionKind kind, CancellationToken cancel);
}
