namespace ImKit.TestKit;

/// <summary>A provider's stores, made for one test. What a provider writes to be tested.</summary>
public abstract class StoreHarness : IAsyncDisposable
{
    /// <summary>The log.</summary>
    public abstract IMessageStore Messages { get; }

    /// <summary>Heads and members of the same data.</summary>
    public abstract IConversationStore Conversations { get; }

    /// <summary>The feed of the same data.</summary>
    public abstract IFeedStore Feed { get; }

    /// <summary>Contacts and blocks in the same place.</summary>
    public abstract IContactStore Contacts { get; }

    /// <summary>Who holds which section, of the same data.</summary>
    public abstract ISectionStore Sections { get; }

    /// <summary>How long tests make leases. With a clock that the harness sets: anything; with a real one: as short as the store allows.</summary>
    public virtual TimeSpan Lease => TimeSpan.FromSeconds(30);

    /// <summary>Whether <see cref="AdvanceAsync"/> sets a clock on. If it waits, generated histories do without the end of leases.</summary>
    public virtual bool SetsClock => true;

    /// <summary>Lets time pass for leases: sets the store's clock on, or waits.</summary>
    /// <param name="time">How much.</param>
    public abstract ValueTask AdvanceAsync(TimeSpan time);

    /// <summary>Ends the stores and removes what they left.</summary>
    public abstract ValueTask DisposeAsync();
}
