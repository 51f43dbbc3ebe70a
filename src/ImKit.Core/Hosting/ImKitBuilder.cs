using Microsoft.Extensions.DependencyInjection;

namespace ImKit.Hosting;

internal sealed class ImKitBuilder(IServiceCollection services) : IImKitBuilder
{
    public IServiceCollection Services { get; } = services;
}
