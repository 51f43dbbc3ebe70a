using ImKit.Messaging;
using ImKit.Nodes;
using ImKit.Routing;
using ImKit.Storage;
using ImKit.Threading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ImKit.Core.Tests.Support;

/// <summary>The messaging layer of one node over stores that may be shared, with a router that records.</summary>
internal sealed class MessagingNode : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public MessagingNode(
        MemoryStores? stores = null, Action<ImKitOptions>? configure = null, TimeProvider? time = null, IConversationStore? conversations = null,
        IFeedStore? feed = null, Action<IServiceCollection>? services = null, NodeWire? wire = null, IWorkQueue? work = null, ISectionStore? sections = null)
    {
        Stores = stores ?? new MemoryStores();
        Messages = new SwitchableMessageStore(Stores.Messages);
        var all = new ServiceCollection();
        all.AddLogging();
        all.AddMetrics();
        all.AddSingleton(time ?? TimeProvider.System);
        all.AddSingleton<IRouter>(Router);
        all.AddSingleton(work ?? new ThreadPoolWorkQueue());
        all.AddSingleton<IMessageStore>(Messages);
        all.AddSingleton(conversations ?? Stores.Conversations);
        all.AddSingleton(feed ?? Stores.Feed);
        all.Configure(configure ?? (static _ => { }));
        all.AddSingleton(Stores.Contacts);
        all.AddSingleton(sections ?? Stores.Sections);
        AddNodeSeams(all, wire ?? new NodeWire(time));
        services?.Invoke(all);
        all.AddMessaging();
        _services = all.BuildServiceProvider();
        wire?.Join(Get<NodeIdentity>().Id, Get<INodeMessages>());
    }

    private static void AddNodeSeams(ServiceCollection services, NodeWire wire)
    {
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<ImKitOptions>>().Value);
        services.AddSingleton<NodeIdentity>();
        services.AddSingleton(wire.Cluster);
        services.AddSingleton(wire.Sender);
        InProcessNodes.TryAdd(services);
    }

    public MemoryStores Stores { get; }

    public RecordingRouter Router { get; } = new();

    public SwitchableMessageStore Messages { get; }

    public IConversations Chat => Get<ConversationsFactory>().For(default);

    public IContacts Contacts => new ContactBook(default, Get<ContactServices>());

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task StartAsync() => Get<IMessagingLifecycle>().StartAsync(CancellationToken.None);

    public Task StopAsync(CancellationToken deadline = default) => Get<IMessagingLifecycle>().StopAsync(deadline);

    /// <summary>Waits until everything that follows the commits so far is done.</summary>
    public async Task SettleAsync()
    {
        await Get<Outbox>().WhenIdleAsync(CancellationToken.None).Within();
        await Get<FeedWriter>().WhenIdleAsync(CancellationToken.None).Within();
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline.Time);
        await StopAsync(deadline.Token);
        await _services.DisposeAsync();
    }
}
