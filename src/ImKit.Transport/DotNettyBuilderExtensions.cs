using ImKit.Transports;
using ImKit.Transports.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds the DotNetty transport.</summary>
public static class DotNettyBuilderExtensions
{
    /// <summary>Serves the endpoints of <c>AddTcp</c> with DotNetty, unless a transport that was added before can.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Changes the settings; null keeps the defaults.</param>
    /// <returns>The same builder.</returns>
    public static IImKitBuilder UseDotNetty(this IImKitBuilder builder, Action<DotNettyOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        services.AddOptions<DotNettyOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DotNettyOptions>, DotNettyOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<TransportMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransport, DotNettyTransport>());
        return builder;
    }
}
