using System.Diagnostics.Metrics;
using ImKit.Diagnostics;
using ImKit.Hooks;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

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
        AddHooks(services);
        AddSections(services);
        AddSending(services);
        AddDispatch(services);
        AddReading(services);
        services.TryAddSingleton<MessagingServices>();
        services.TryAddSingleton<ConversationsFactory>();
        services.TryAddSingleton<IMessagingLifecycle, MessagingLifecycle>();
        AddOperations(services);
        return services;
    }

    private static void AddHooks(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new HookMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<HookServices>();
        services.TryAddSingleton(static provider => new BodyGuard(provider.GetRequiredService<IOptions<ImKitOptions>>().Value.Messaging.MaxBodyBytes, BodyRules.Check));
        services.TryAddSingleton<StepHooks>();
    }

    private static void AddOperations(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, EntryOperations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, ReadOperations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, GroupOperations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, OwnOperations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, GroupChangeOperations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, ContactOperations>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<OperationGroup, SignalOperations>());
        services.TryAddSingleton<ConversationOperations>();
    }

    private static void AddSections(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new SectionLeases
        {
            Acquired = (kind, number) => Acquired(provider, kind, number),
            Releasing = (kind, cancel) => kind == SectionKind.Dispatch
                ? provider.GetRequiredService<DispatchMarks>().FlushAsync(cancel)
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
        services.TryAddSingleton<IMessagePolicy, MessagePolicy>();
        services.TryAddSingleton<TargetReader>();
        services.TryAddSingleton<BlockCache>();
        services.TryAddSingleton<KnownUsers>();
        services.TryAddSingleton<Reach>();
        services.TryAddSingleton<ContactServices>();
        services.TryAddSingleton<MessageRights>();
        services.TryAddSingleton<SendChecks>();
        services.TryAddSingleton<MessageSender>();
        services.TryAddSingleton<EntryChanges>();
        services.TryAddSingleton(static provider => new PublishMetrics(provider.GetService<IMeterFactory>()));
        services.TryAddSingleton<PublishSender>();
        services.TryAddSingleton<PublishRelay>();
        AddGroups(services);
    }

    private static void AddGroups(IServiceCollection services)
    {
        services.TryAddSingleton<IGroupPolicy, GroupPolicy>();
        services.TryAddSingleton<GroupRights>();
        services.TryAddSingleton<GroupRequests>();
        services.TryAddSingleton<GroupCreator>();
        services.TryAddSingleton<GroupMembers>();
        services.TryAddSingleton<GroupChanges>();
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
        services.TryAddSingleton<OldEntries>();
        services.TryAddSingleton<LogTrimmer>();
    }

    private static void AddReading(IServiceCollection services)
    {
        services.TryAddSingleton<EntryView>();
        services.TryAddSingleton<LogReader>();
        services.TryAddSingleton<DirectPeers>();
        services.TryAddSingleton<UnreadCounts>();
        services.TryAddSingleton<StateReader>();
        services.TryAddSingleton<ReceiptPusher>();
        services.TryAddSingleton<Receipts>();
        services.TryAddSingleton<DeliveredReceipts>();
        services.TryAddSingleton<IDeliveryObserver>(static provider => provider.GetRequiredService<DeliveredReceipts>());
        services.TryAddSingleton<ReadCursors>();
        services.TryAddSingleton<SignalRate>();
        services.TryAddSingleton<Signals>();
        services.TryAddSingleton<ConversationLists>();
        services.TryAddSingleton<OwnSettings>();
        services.TryAddSingleton<Badges>();
    }
}
