using ImKit.Nodes;

namespace ImKit.TestKit;

/// <summary>A provider's broker, made for one test. Other tests may use the same server at the same time.</summary>
public abstract class BrokerHarness : IAsyncDisposable
{
    /// <summary>Whether what a receiver had not handled when its process died comes to the next one that subscribes for its node.</summary>
    public virtual bool Redelivers => false;

    /// <summary>The broker as one more node has it: with connections of its own, ready to use. The harness disposes it.</summary>
    public abstract ValueTask<IBroker> CreateAsync();

    /// <summary>Ends a node's broker as the death of its process does, also while its receiver is still at a message.</summary>
    /// <param name="broker">One that <see cref="CreateAsync"/> made.</param>
    public abstract ValueTask CrashAsync(IBroker broker);

    /// <summary>Ends what <see cref="CreateAsync"/> made and removes what it left.</summary>
    public abstract ValueTask DisposeAsync();
}
