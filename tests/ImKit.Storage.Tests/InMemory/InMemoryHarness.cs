using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ImKit.Storage.Tests.InMemory;

/// <summary>The stores that a host gets which configures none.</summary>
internal sealed class InMemoryHarness : StoreHarness
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceProvider _services;

    public InMemoryHarness()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        InMemoryStores.TryAdd(services);
        _services = services.BuildServiceProvider();
    }

    public override IMessageStore Messages => _services.GetRequiredService<IMessageStore>();

    public override IConversationStore Conversations => _services.GetRequiredService<IConversationStore>();

    public override IFeedStore Feed => _services.GetRequiredService<IFeedStore>();

    public override IContactStore Contacts => _services.GetRequiredService<IContactStore>();

    public override ISectionStore Sections => _services.GetRequiredService<ISectionStore>();

    public override ValueTask AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        return default;
    }

    public override ValueTask DisposeAsync() => _services.DisposeAsync();
}
