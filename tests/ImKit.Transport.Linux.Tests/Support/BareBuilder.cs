using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Transport.Linux.Tests.Support;

/// <summary>What <c>AddImKit</c> returns, without the rest of ImKit.</summary>
internal sealed class BareBuilder : IImKitBuilder
{
    public IServiceCollection Services { get; } = new ServiceCollection();
}
