using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Transport.Tests.Support;

/// <summary>A builder without Core behind it: what a transport alone adds.</summary>
internal sealed class BareBuilder : IImKitBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();

    /// <summary>A transport that was not started.</summary>
    public static ITransport NewTransport() => new BareBuilder().UseLinux().Services.BuildServiceProvider().GetRequiredService<ITransport>();
}
