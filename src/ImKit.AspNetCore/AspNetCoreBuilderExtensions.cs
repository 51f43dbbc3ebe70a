using ImKit.Transports;
using ImKit.Transports.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit;

/// <summary>Adds ASP.NET Core as a transport.</summary>
public static class AspNetCoreBuilderExtensions
{
    /// <summary>Lets connections come from the host's own endpoints: <c>MapImKit</c>, <c>MapGoimSocket</c> and <c>UseImKit</c>. Calling it twice is calling it once.</summary>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Changes settings.</param>
    public static IImKitBuilder AddAspNetCore(this IImKitBuilder builder, Action<AspNetCoreTransportOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<AspNetCoreTransportOptions>();
        if (configure is not null)
            options.Configure(configure);
        if (builder.Services.Any(static service => service.ServiceType == typeof(AspNetCoreTransport)))
            return builder;
        options
            .Validate(static o => o.CloseTimeout > TimeSpan.Zero && o.CloseTimeout <= TimeSpan.FromMinutes(1), "AspNetCoreTransportOptions.CloseTimeout must be more than 0 and at most one minute.")
            .ValidateOnStart();
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<AspNetCoreMetrics>();
        builder.Services.AddSingleton<AspNetCoreTransport>();
        builder.Services.AddSingleton<ITransport>(static services => services.GetRequiredService<AspNetCoreTransport>());
        return builder;
    }
}
