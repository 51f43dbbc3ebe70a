using ImKit.Nodes;
using ImKit.Storage;
using ImKit.Storage.Postgres;
using ImKit.Storage.Postgres.Internal;
using ImKit.Storage.Postgres.Internal.Nodes;
using ImKit.Storage.Postgres.Internal.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds PostgreSQL to an ImKit server.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>Keeps messages, conversations, feed and contacts in PostgreSQL, and there too who is connected where and which nodes live, in place of what is
    /// registered so far.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="connectionString">How to reach the database; see <see cref="PostgresOptions.ConnectionString"/>.</param>
    public static IImKitBuilder AddPostgres(this IImKitBuilder builder, string connectionString) =>
        builder.AddPostgres(options => options.ConnectionString = connectionString);

    /// <summary>Keeps messages, conversations, feed and contacts in PostgreSQL, and there too who is connected where and which nodes live, in place of what is
    /// registered so far.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IImKitBuilder AddPostgres(this IImKitBuilder builder, Action<PostgresOptions> configure)
    {
        builder.AddPostgresStores(configure);
        builder.Services.Replace(ServiceDescriptor.Singleton<ISessionDirectory, PostgresSessionDirectory>());
        builder.Services.Replace(ServiceDescriptor.Singleton<INodeRegistry, PostgresNodeRegistry>());
        return builder;
    }

    /// <summary>Keeps only messages, conversations, feed and contacts in PostgreSQL. Sessions and nodes stay where they are: in the process, which is faster and
    /// right for a single node, or with another provider.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IImKitBuilder AddPostgresStores(this IImKitBuilder builder, Action<PostgresOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<PostgresOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>());
        services.AddMetrics();
        services.TryAddSingleton<PostgresDatabase>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PostgresLifetime>());
        services.TryAddSingleton(TimeProvider.System);
        AddHealthCheck(services);
        services.Replace(ServiceDescriptor.Singleton<IMessageStore, PostgresMessageStore>());
        services.Replace(ServiceDescriptor.Singleton<IConversationStore, PostgresConversationStore>());
        services.Replace(ServiceDescriptor.Singleton<IFeedStore, PostgresFeedStore>());
        services.Replace(ServiceDescriptor.Singleton<IContactStore, PostgresContactStore>());
        services.Replace(ServiceDescriptor.Singleton<ISectionStore, PostgresSectionStore>());
        services.Replace(ServiceDescriptor.Singleton<IPublishSource, PostgresPublishSource>());
        return builder;
    }

    /// <summary>Degraded, not unhealthy: a node whose store fails still holds its connections and pushes.</summary>
    private static void AddHealthCheck(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(PostgresHealthCheck)))
            return;
        services.AddSingleton<PostgresHealthCheck>();
        services.AddHealthChecks().AddCheck<PostgresHealthCheck>("imkit-postgres", HealthStatus.Degraded, ["ready"]);
    }
}
