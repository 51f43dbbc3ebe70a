namespace ImKit.Client.Store;

/// <summary>The application's store, one call at a time.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for owns nothing, and late callers must find it.")]
internal sealed class Journal(IClientStore store)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public ValueTask<ClientSnapshot> LoadAsync(CancellationToken cancel) => store.LoadAsync(cancel);

    public async ValueTask SaveAsync(ClientChange change, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await store.SaveAsync(change, cancel).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }
}
