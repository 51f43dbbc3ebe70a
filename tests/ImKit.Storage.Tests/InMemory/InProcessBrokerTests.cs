using ImKit.Nodes;

namespace ImKit.Storage.Tests.InMemory;

public sealed class InProcessBrokerTests : BrokerSpecification
{
    protected override ValueTask<BrokerHarness> CreateAsync() => new(new InProcessBrokerHarness());
}

internal sealed class InProcessBrokerHarness : BrokerHarness
{
    // One object serves all nodes, and no node of it dies alone.
    private readonly InProcessBroker _broker = new();

    public override ValueTask<IBroker> CreateAsync() => new(_broker);

    public override ValueTask CrashAsync(IBroker broker) => default;

    public override ValueTask DisposeAsync() => default;
}
