namespace ImKit.TestKit;

/// <summary>The stores of a provider whose acknowledged data outlives the process.</summary>
public abstract class DurableStoreHarness : StoreHarness
{
    /// <summary>Ends the stores as a killed process would (no flush, no last checkpoint, no clean close) and opens what is on disk. From then
    /// on the properties answer with the new stores.</summary>
    public abstract ValueTask CrashAndReopenAsync();
}
