using ImKit.Channels;
using ImKit.Diagnostics;
using ImKit.Forwarding;
using ImKit.Heads;
using ImKit.Hosting;
using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Presence;
using ImKit.Routing;
using ImKit.Sessions;
using ImKit.Storage;
using ImKit.Threading;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds ImKit to a host.</summary>
public static class ImKitServiceCollectionExtensions
{
    /// <summary>Adds an ImKit server. It starts and stops with the host; host code talks to it by <see cref="IImKit"/>.</summary>
    /// <remarks>Add an authenticator and at least one transport to what is returned; without them the start fails and says so. Stores,
    /// broker, directory and registry live in this process unless a provider replaces them.</remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options; may be null.</param>
    public static IImKitBuilder AddImKit(this IServiceCollection services, Action<ImKitOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<ImKitOptions>();
        if (configure is not null)
            options.Configure(configure);
        options.ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ImKitOptions>, ImKitOptionsValidator>());
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => provider.GetRequiredService<IOptions<ImKitOptions>>().Value);
        AddSeams(services);
        AddAccess(services);
        services.AddMessaging();
        services.AddForwarding();
        services.TryAddSingleton<ListenEndpoints>();
        services.TryAddSingleton<Drain>();
        services.TryAddSingleton<ImKitServer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ImKitServer>(static provider => provider.GetRequiredService<ImKitServer>()));
        services.TryAddSingleton<IImKit>(static provider => provider.GetRequiredService<TenantFaces>().For(default));
        services.TryAddSingleton<TenantFaces>();
        services.AddHealthChecks()
            .AddCheck<LiveCheck>("imkit-live", tags: ["live"])
            .AddCheck<ReadyCheck>("imkit-ready", tags: ["ready"]);
        return new ImKitBuilder(services);
    }

    private static void AddSeams(IServiceCollection services)
    {
        InMemoryStores.TryAdd(services);
        InProcessNodes.TryAdd(services);
        services.TryAddSingleton<IBroker, InProcessBroker>();
        services.TryAddSingleton<IWorkQueue, ThreadPoolWorkQueue>();
    }

    private static void AddAccess(IServiceCollection services)
    {
        services.TryAddSingleton<NodeIdentity>();
        services.TryAddSingleton<ImKitMetrics>();
        services.TryAddSingleton(static provider => new RoomLogs(provider.GetRequiredService<ImKitOptions>().Rooms.History, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(static provider => new RoomDirectory(provider.GetRequiredService<ImKitOptions>().SlowConsumers, provider.GetRequiredService<RoomLogs>()));
        services.TryAddSingleton<ChannelRegistry>();
        services.TryAddSingleton<LocalDelivery>();
        services.TryAddSingleton<LocalSessions>();
        services.TryAddSingleton<RemoteDelivery>();
        services.TryAddSingleton<RoomTraffic>();
        services.TryAddSingleton<INodeSender>(static provider => provider.GetRequiredService<RemoteDelivery>());
        services.TryAddSingleton<NodeInbox>();
        services.TryAddSingleton<Router>();
        services.TryAddSingleton<IRouter>(static provider => provider.GetRequiredService<Router>());
        services.TryAddSingleton<ISessionCloser>(static provider => provider.GetRequiredService<Router>());
        services.TryAddSingleton<RoomInterest>();
        services.TryAddSingleton<RoomCensus>();
        services.TryAddSingleton(static provider => new TraceList(provider.GetRequiredService<ImKitOptions>().Trace));
        services.TryAddSingleton<OperationTable>();
        services.TryAddSingleton(static provider => new RequestRates(provider.GetRequiredService<ImKitOptions>().Rates, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SessionServices>();
        services.TryAddSingleton<SharedBans>();
        services.TryAddSingleton<SharedPermits>();
        services.TryAddSingleton<PresenceWatch>();
        services.AddSingleton<IWireOperations, PresenceOperations>();
        services.TryAddSingleton<HeadWatch>();
        services.AddSingleton<IWireOperations, AttachOperations>();
        services.TryAddSingleton<AccessLayer>();
        services.TryAddSingleton<NodeNumber>();
        services.TryAddSingleton<SessionRestore>();
        services.TryAddSingleton<NodeLeaseKeeper>();
        services.TryAddSingleton<Rebalance>();
    }
}
