using Microsoft.Extensions.DependencyInjection;

namespace ImKit;

/// <summary>What <c>AddImKit</c> returns and every provider package extends with its own <c>AddX</c>.</summary>
public interface IImKitBuilder
{
    /// <summary>The host's service collection. Exclusive seams (stores, broker, directory) are replaced in it, additive ones added.</summary>
    IServiceCollection Services { get; }
}
