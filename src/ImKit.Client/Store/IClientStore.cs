namespace ImKit.Client;

/// <summary>Keeps what a device has to remember: how far it has got, and what it has not sent yet.</summary>
/// <remarks>
/// <para>Atomicity: everything in one <see cref="ClientChange"/> is kept or nothing is. Who keeps the entries themselves does so in the same transaction, so that a position and what is
/// shown never disagree; a store that forgets its newest changes is fine (the client gets those entries again), one that keeps a position without its entries is not.</para>
/// <para>Durability is the store's to choose: what it has lost of cursors is pulled again, what it has lost of the outbox is not sent.</para>
/// <para>Threading: never two calls at once for one client. Failure: an exception of <see cref="SaveAsync"/> means that nothing was kept; the client counts it, waits and tries again,
/// except for a message that is being added, where the caller gets the exception.</para>
/// </remarks>
public interface IClientStore
{
    /// <summary>Everything that was kept. Called once, before the first connection.</summary>
    ValueTask<ClientSnapshot> LoadAsync(CancellationToken cancel);

    /// <summary>Keeps a change.</summary>
    ValueTask SaveAsync(ClientChange change, CancellationToken cancel);
}
