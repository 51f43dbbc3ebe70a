using ImKit.Storage;
using ImKit.Storage.Sqlite;
using ImKit.Storage.Sqlite.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds the SQLite store to an ImKit server.</summary>
public static class SqliteBuilderExtensions
{
    /// <summary>Keeps messages, conversations and feed in one SQLite file, in place of the stores registered so far.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="path">The file; see <see cref="SqliteOptions.Path"/>.</param>
    public static IImKitBuilder AddSqlite(this IImKitBuilder builder, string path) => builder.AddSqlite(options => options.Path = path);

    /// <summary>Keeps messages, conversations and feed in one SQLite file, in place of the stores registered so far.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Sets the options; they are checked when the host starts.</param>
    public static IImKitBuilder AddSqlite(this IImKitBuilder builder, Action<SqliteOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<SqliteOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteOptions>, SqliteOptionsValidator>());
        services.TryAddSingleton<SqliteDatabase>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SqliteLifetime>());
        services.TryAddSingleton(TimeProvider.System);
        AddHealthCheck(services);
        services.Replace(ServiceDescriptor.Singleton<IMessageStore, SqliteMessageStore>());
        services.Replace(ServiceDescriptor.Singleton<IConversationStore, SqliteConversationStore>());
        services.Replace(ServiceDescriptor.Singleton<IFeedStore, SqliteFeedStore>());
        services.Replace(ServiceDescriptor.Singleton<ISectionStore, SqliteSectionStore>());
        services.Replace(ServiceDescriptor.Singleton<IContactStore, SqliteContactStore>());
        return builder;
    }

    /// <summary>Degraded, not unhealthy: a node whose store fails still holds its connections and pushes.</summary>
    private static void AddHealthCheck(IServiceCollection services)
    {
        if (services.Any(static service => service.ServiceType == typeof(SqliteHealthCheck)))
            return;
        services.AddSingleton<SqliteHealthCheck>();
        services.AddHealthChecks().AddCheck<SqliteHealthCheck>("imkit-sqlite", HealthStatus.Degraded, ["ready"]);
    }
}
