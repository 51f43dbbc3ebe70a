using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Storage;

/// <summary>The stores of a host that names no other: everything in this process's memory, gone when it ends.</summary>
internal static class InMemoryStores
{
    /// <summary>Fills the store seams that nobody has filled.</summary>
    public static void TryAdd(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InMemorySections>();
        services.TryAddSingleton<ISectionStore>(static provider => provider.GetRequiredService<InMemorySections>());
        services.TryAddSingleton<InMemoryLogs>();
        services.TryAddSingleton<IMessageStore, InMemoryMessageStore>();
        services.TryAddSingleton<IConversationStore, InMemoryConversationStore>();
        services.TryAddSingleton<IFeedStore, InMemoryFeedStore>();
        services.TryAddSingleton<IContactStore, InMemoryContactStore>();
    }
}
