using System.Diagnostics.Metrics;
using ImKit.Diagnostics;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Messaging;

/// <summary>Adds the messaging layer to a host's services.</summary>
internal static class MessagingServiceCollectionExtensions
{
    /// <summary>Needs from elsewhere: the stores, <see cref="Routing.IRouter"/>, <see cref="Threading.IWorkQueue"/>, options, logging and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new MessagingMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<IWorkQueue, ThreadPoolWorkQueue>();
        services.TryAddSingleton<MessagingLifetime>();
        services.TryAddSingleton<MessageIds>();
        services.TryAddSingleton<StoreCalls>();
        services.TryAddSingleton<Retry>();
        AddSections(services);
        AddSending(services);
        AddDispatch(services);
        AddReading(services);
        services.TryAddSingleton<MessagingServices>();
        services.TryAddSingleton<ConversationsFactory>();
        services.TryAddSingleton<IMessagingLifecycle, MessagingLifecycle>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IWireOperations, ConversationOperations>());
        return services;
    }

    private static void AddSections(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new SectionLeases
        {
            Acquired = (kind, number) => Acquired(provider, kind, number),
            Releasing = kind => kind == SectionKind.Dispatch
                ? provider.GetRequiredService<DispatchMarks>().FlushAsync(CancellationToken.None)
                : Task.CompletedTask,
        });
        services.TryAddSingleton<SectionPeers>();
        services.TryAddSingleton<SectionKeeper>();
        services.TryAddSingleton<FeedPeers>();
        services.TryAddSingleton<FeedRequests>();
        services.TryAddSingleton<INodeMessages, SectionMessages>();
    }

    private static void Acquired(IServiceProvider provider, SectionKind kind, int number)
    {
        if (kind == SectionKind.Feed)
            provider.GetRequiredService<FeedPeers>().GiveUp(number);
        else
            provider.GetRequiredService<DispatchSweep>().Add(number);
    }

    private static void AddSending(IServiceCollection services)
    {
        services.TryAddSingleton<LaneStore>();
        services.TryAddSingleton<AppendLanes>();
        services.TryAddSingleton<SendPipeline>();
        services.TryAddSingleton<MessageSender>();
        services.TryAddSingleton<GroupCreator>();
        services.TryAddSingleton<GroupMembers>();
    }

    private static void AddDispatch(IServiceCollection services)
    {
        services.TryAddSingleton<Outbox>();
        services.TryAddSingleton<DispatchSections>();
        services.TryAddSingleton<DispatchHints>();
        services.TryAddSingleton<Dispatcher>();
        services.TryAddSingleton<EntryPusher>();
        services.TryAddSingleton<FeedSectionSteps>();
        services.TryAddSingleton<FeedWriter>();
        services.TryAddSingleton<DispatchProgress>();
        services.TryAddSingleton<DispatchMarks>();
        services.TryAddSingleton<DispatchSweep>();
    }

    private static void AddReading(IServiceCollection services)
    {
        services.TryAddSingleton<LogReader>();
        services.TryAddSingleton<DirectPeers>();
        services.TryAddSingleton<StateReader>();
        services.TryAddSingleton<ReadCursors>();
        services.TryAddSingleton<ConversationLists>();
    }
}
