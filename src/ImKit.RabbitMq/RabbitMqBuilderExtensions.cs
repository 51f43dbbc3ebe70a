using ImKit.Nodes;
using ImKit.RabbitMq;
using ImKit.RabbitMq.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds RabbitMQ to an ImKit server.</summary>
public static class RabbitMqBuilderExtensions
{
    /// <summary>Takes what nodes tell each other over RabbitMQ, in place of the broker that is registered so far: call it after <c>AddRedis</c> or
    /// <c>AddPostgres</c>, which say who is connected where and which nodes live.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="connectionString">How to reach RabbitMQ; see <see cref="RabbitMqOptions.ConnectionString"/>.</param>
    /// <param name="application">The name of the application; see <see cref="RabbitMqOptions.Application"/>.</param>
    public static IImKitBuilder AddRabbitMq(this IImKitBuilder builder, string connectionString, string application) =>
        builder.AddRabbitMq(options => (options.ConnectionString, options.Application) = (connectionString, application));

    /// <summary>Takes what nodes tell each other over RabbitMQ, in place of the broker that is registered so far: call it after <c>AddRedis</c> or
    /// <c>AddPostgres</c>, which say who is connected where and which nodes live.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IImKitBuilder AddRabbitMq(this IImKitBuilder builder, Action<RabbitMqOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<RabbitMqOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RabbitMqOptions>, RabbitMqOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RabbitMqBroker>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RabbitMqLifetime>());
        AddHealthCheck(services);
        services.Replace(ServiceDescriptor.Singleton<IBroker>(static provider => provider.GetRequiredService<RabbitMqBroker>()));
        return builder;
    }

    /// <summary>Degraded, not unhealthy: a node without RabbitMQ still serves the connections that it holds.</summary>
    private static void AddHealthCheck(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(RabbitMqHealthCheck)))
            return;
        services.AddSingleton<RabbitMqHealthCheck>();
        services.AddHealthChecks().AddCheck<RabbitMqHealthCheck>("imkit-rabbitmq", HealthStatus.Degraded, ["ready"]);
    }
}
