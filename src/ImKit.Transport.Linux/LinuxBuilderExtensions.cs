using ImKit.Transports;
using ImKit.Transports.Linux;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImKit;

/// <summary>Adds the Linux transport.</summary>
public static class LinuxBuilderExtensions
{
    /// <summary>Serves the endpoints of <c>AddTcp</c> straight on Linux, unless a transport that was added before can.</summary>
    /// <remarks>A host for several systems asks <see cref="LinuxTransport.IsSupported"/> first and adds <c>UseDotNetty</c> as well.</remarks>
    /// <param name="builder">What <c>AddImKit</c> returned.</param>
    /// <param name="configure">Changes the settings; null keeps the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="PlatformNotSupportedException">The process does not run on Linux, or on neither x64 nor arm64.</exception>
    public static IImKitBuilder UseLinux(this IImKitBuilder builder, Action<LinuxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!LinuxTransport.IsSupported)
        {
            throw new PlatformNotSupportedException(
                "UseLinux() needs Linux on x64 or arm64. Call it only if LinuxTransport.IsSupported, and UseDotNetty() of ImKit.Transport elsewhere.");
        }

        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        services.AddOptions<LinuxOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<LinuxOptions>, LinuxOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<TransportMetrics>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITransport, TcpTransport>());
        return builder;
    }
}
