using ImKit.Nodes;
using ImKit.Kafka;
using ImKit.Kafka.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds Kafka to an ImKit server.</summary>
public static class KafkaBuilderExtensions
{
    /// <summary>Takes what nodes tell each other over Kafka, in place of the broker that is registered so far: call it after <c>AddRedis</c> or
    /// <c>AddPostgres</c>, which say who is connected where and which nodes live.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="bootstrapServers">How to reach Kafka; see <see cref="KafkaOptions.BootstrapServers"/>.</param>
    /// <param name="application">The name of the application; see <see cref="KafkaOptions.Application"/>.</param>
    public static IImKitBuilder AddKafka(this IImKitBuilder builder, string bootstrapServers, string application) =>
        builder.AddKafka(options => (options.BootstrapServers, options.Application) = (bootstrapServers, application));

    /// <summary>Takes what nodes tell each other over Kafka, in place of the broker that is registered so far: call it after <c>AddRedis</c> or
    /// <c>AddPostgres</c>, which say who is connected where and which nodes live.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IImKitBuilder AddKafka(this IImKitBuilder builder, Action<KafkaOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<KafkaOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KafkaOptions>, KafkaOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<KafkaBroker>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KafkaLifetime>());
        AddHealthCheck(services);
        services.Replace(ServiceDescriptor.Singleton<IBroker>(static provider => provider.GetRequiredService<KafkaBroker>()));
        return builder;
    }

    /// <summary>Degraded, not unhealthy: a node without Kafka still serves the connections that it holds.</summary>
    private static void AddHealthCheck(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(KafkaHealthCheck)))
            return;
        services.AddSingleton<KafkaHealthCheck>();
        services.AddHealthChecks().AddCheck<KafkaHealthCheck>("imkit-kafka", HealthStatus.Degraded, ["ready"]);
    }
}
