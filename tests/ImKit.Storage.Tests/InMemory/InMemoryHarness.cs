using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Storage.Tests.InMemory;

/// <summary>The stores that a host gets which configures none.</summary>
internal sealed class InMemoryHarness : StoreHarness
{
    private readonly ServiceProvider _services;

    public InMemoryHarness()
    {
        var services = new ServiceCollection();
        InMemoryStores.TryAdd(services);
        _services = services.BuildServiceProvider();
    }

    public override IMessageStore Messages => _services.GetRequiredService<IMessageStore>();

    public override IConversationStore Conversations => _services.GetRequiredService<IConversationStore>();

    public override IFeedStore Feed => _services.GetRequiredService<IFeedStore>();

    public override IContactStore Contacts => _services.GetRequiredService<IContactStore>();

    public override ValueTask DisposeAsync() => _services.DisposeAsync();
}
