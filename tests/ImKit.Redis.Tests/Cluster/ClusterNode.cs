using System.Globalization;
using System.Net;
using ImKit.Hosting;
using ImKit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ImKit.Redis.Tests.Cluster;

/// <summary>A whole server with sockets of its own, as one process of a cluster has it.</summary>
internal sealed class ClusterNode : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterNode(IHost host) => _host = host;

    public IImKit ImKit => _host.Services.GetRequiredService<IImKit>();

    public IServiceProvider Services => _host.Services;

    public IPEndPoint Address => _host.Services.GetRequiredService<ImKitServer>().TcpAddresses[0];

    public RedisConnection Redis => _host.Services.GetRequiredService<RedisConnection>();

    public static async Task<ClusterNode> StartAsync(
        RedisServer redis, string id, int number, IServiceProvider stores, Action<ImKitOptions>? options = null, Action<RedisOptions>? redisOptions = null, int port = 0)
    {
        var application = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        application.Logging.AddFakeLogging();
        var builder = application.Services
            .AddImKit(settings =>
            {
                (settings.Node.Id, settings.Node.Number, settings.Node.Loops) = (id, number, 2);
                settings.Limits.FramesPerSecond = 0;
                // A busy machine is no failure.
                settings.Protocol.HandshakeTimeout = TimeSpan.FromSeconds(30);
                (settings.Drain.Period, settings.Drain.Grace) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
                options?.Invoke(settings);
            })
            .AddDevelopmentAuthenticator()
            .AddTcp(new IPEndPoint(IPAddress.Loopback, port))
            .UseDotNetty()
            .AddRedis(settings =>
            {
                (settings.ConnectionString, settings.Application) = (redis.ConnectionString, "cluster");
                (settings.Timeout, settings.ConnectTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
                redisOptions?.Invoke(settings);
            });
        foreach (var seam in new[] { typeof(IMessageStore), typeof(IConversationStore), typeof(IFeedStore), typeof(IContactStore), typeof(ISectionStore) })
            builder.Services.Replace(ServiceDescriptor.Singleton(seam, _ => stores.GetRequiredService(seam)));
        var node = new ClusterNode(application.Build());
        await node._host.StartAsync();
        return node;
    }

    /// <summary>What the nodes of a test share besides Redis.</summary>
    public static ServiceProvider NewStores()
    {
        var services = new ServiceCollection();
        InMemoryStores.TryAdd(services);
        return services.BuildServiceProvider();
    }

    public async Task<TestClient> ConnectAsync()
    {
        var client = await TestClient.ConnectTcpAsync(Address);
        client.Deadline = Until.Limit;
        return client;
    }

    public async Task<TestClient> LoginAsync(string user, string key = "", string room = "")
    {
        var client = await ConnectAsync();
        await client.LoginAsync(Token(user, key, room));
        return client;
    }

    public static string Token(string user, string key = "", string room = "") =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mid":"{{user}}","key":"{{key}}","room_id":"{{room}}","platform":"web","accepts":[1000]}""");

    public static Push Text(string text) => new(1000, System.Text.Encoding.UTF8.GetBytes(text));

    public async Task<HealthStatus> HealthAsync() =>
        (await _host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["imkit-redis"].Status;

    /// <summary>Dies as far as others can see: no renewal, no farewell. What it holds stays as it is.</summary>
    public ValueTask DieAsync() => Redis.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
