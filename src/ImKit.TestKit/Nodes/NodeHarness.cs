using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>A provider's directory and registry over the same data, made for one test, empty or with other tests' data.</summary>
public abstract class NodeHarness : IAsyncDisposable
{
    /// <summary>The directory.</summary>
    public abstract ISessionDirectory Directory { get; }

    /// <summary>The registry.</summary>
    public abstract INodeRegistry Registry { get; }

    /// <summary>The room counts; null if the provider has none.</summary>
    public virtual IRoomCounts? Counts => null;

    /// <summary>How long tests make leases. With a clock that the harness sets: anything; with a real one: as short as the store allows.</summary>
    public virtual TimeSpan Lease => TimeSpan.FromSeconds(30);

    /// <summary>Lets time pass: sets the clock on, or waits.</summary>
    /// <param name="time">How much.</param>
    public abstract ValueTask AdvanceAsync(TimeSpan time);

    /// <summary>Ends both and removes what they left.</summary>
    public abstract ValueTask DisposeAsync();
}
