using ImKit.Diagnostics;
using ImKit.Heads;
using ImKit.Messaging;
using ImKit.Presence;
using ImKit.Routing;
using ImKit.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Forwarding;

/// <summary>Adds what joins access nodes and business nodes, and decides by the node's roles who answers.</summary>
internal static class ForwardingServiceCollectionExtensions
{
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.TryAddSingleton<ForwardingMetrics>();
        services.TryAddSingleton<BusinessNodes>();
        services.TryAddSingleton<RequestForwarder>();
        services.TryAddSingleton<InnerRequests>();
        services.TryAddSingleton<ForwardedOperations>();
        services.TryAddSingleton<ForwardedReceipts>();
        services.TryAddSingleton<StoreHeads>();
        services.TryAddSingleton<StoreBlocks>();
        services.TryAddSingleton<InnerAnswers>();
        services.TryAddSingleton<ForwardedRequests>();
        services.TryAddSingleton<Farewell>();
        services.AddSingleton<INodeMessages, ForwardMessages>();
        services.TryAddSingleton<IHeadSource>(static provider => Here<StoreHeads, InnerRequests, IHeadSource>(provider));
        services.TryAddSingleton<IBlockSource>(static provider => Here<StoreBlocks, InnerRequests, IBlockSource>(provider));
        services.Replace(ServiceDescriptor.Singleton<IDeliveryObserver>(static provider => Here<DeliveredReceipts, ForwardedReceipts, IDeliveryObserver>(provider)));
        services.TryAddSingleton<ConversationOperations>();
        services.AddSingleton<IWireOperations>(static provider => Here<ConversationOperations, ForwardedOperations, IWireOperations>(provider));
        return services;
    }

    private static TSeam Here<TOwn, TForwarded, TSeam>(IServiceProvider provider)
        where TOwn : class, TSeam
        where TForwarded : class, TSeam =>
        provider.GetRequiredService<ImKitOptions>().Roles.HasFlag(NodeRoles.Business) ? provider.GetRequiredService<TOwn>() : provider.GetRequiredService<TForwarded>();
}
