using ImKit.Nodes;
using ImKit.Redis;
using ImKit.Redis.Internal;
using ImKit.Redis.Internal.Bans;
using ImKit.Redis.Internal.Messages;
using ImKit.Redis.Internal.Nodes;
using ImKit.Redis.Internal.Permits;
using ImKit.Redis.Internal.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds Redis to an ImKit server.</summary>
public static class RedisBuilderExtensions
{
    /// <summary>Joins the nodes of an application over Redis: who is connected where, which nodes live, what they tell each other, how many
    /// their rooms hold, whom they have banned and what their clients have left of their rates, in place of what
    /// is registered so far. Conversations stay in their store, which the nodes have to share.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="connectionString">How to reach Redis; see <see cref="RedisOptions.ConnectionString"/>.</param>
    /// <param name="application">The name of the application; see <see cref="RedisOptions.Application"/>.</param>
    public static IImKitBuilder AddRedis(this IImKitBuilder builder, string connectionString, string application) =>
        builder.AddRedis(options => (options.ConnectionString, options.Application) = (connectionString, application));

    /// <summary>Joins the nodes of an application over Redis: who is connected where, which nodes live, what they tell each other, how many
    /// their rooms hold, whom they have banned and what their clients have left of their rates, in place of what
    /// is registered so far. Conversations stay in their store, which the nodes have to share.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IImKitBuilder AddRedis(this IImKitBuilder builder, Action<RedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<RedisOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RedisOptions>, RedisOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisConnection>();
        services.TryAddSingleton<LiveNodes>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RedisLifetime>());
        AddHealthCheck(services);
        services.Replace(ServiceDescriptor.Singleton<ISessionDirectory, RedisSessionDirectory>());
        services.Replace(ServiceDescriptor.Singleton<INodeRegistry, RedisNodeRegistry>());
        services.Replace(ServiceDescriptor.Singleton<IBroker, RedisBroker>());
        services.Replace(ServiceDescriptor.Singleton<IRoomCounts, RedisRoomCounts>());
        services.Replace(ServiceDescriptor.Singleton<IBanExchange, RedisBanExchange>());
        services.Replace(ServiceDescriptor.Singleton<IPermitExchange, RedisPermitExchange>());
        return builder;
    }

    /// <summary>Degraded, not unhealthy: a node without Redis still serves the connections that it holds.</summary>
    private static void AddHealthCheck(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(RedisHealthCheck)))
            return;
        services.AddSingleton<RedisHealthCheck>();
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("imkit-redis", HealthStatus.Degraded, ["ready"]);
    }
}
