using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Messaging;

internal interface IMessagingLifecycle
{
    Task StartAsync(CancellationToken cancel);

    Task StopAsync(CancellationToken cancel);
}

#pragma warning disable CA1822
internal sealed class ConversationsFactory
{
    public IConversations For(TenantId tenant) => null!;
}

internal sealed class NoMessaging : IMessagingLifecycle
{
    public Task StartAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancel) => Task.CompletedTask;
}

internal static class MessagingServices
{
    public static void AddMessaging(this IServiceCollection services)
    {
        services.AddSingleton<IMessagingLifecycle, NoMessaging>();
        services.AddSingleton<ConversationsFactory>();
    }
}
