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

    /// <summary>Ends the stores and removes what they left.</summary>
    public abstract ValueTask DisposeAsync();
}
