using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Nodes;

/// <summary>Directory, registry, counts, bans and permits of a host that names no other: one process knows all nodes.</summary>
internal static class InProcessNodes
{
    /// <summary>Fills the node seams that nobody has filled. An <see cref="InProcessCluster"/> that is registered already is shared.</summary>
    public static void TryAdd(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InProcessCluster>();
        services.TryAddSingleton<ISessionDirectory, InProcessSessionDirectory>();
        services.TryAddSingleton<INodeRegistry, InProcessNodeRegistry>();
        services.TryAddSingleton<IRoomCounts, InProcessRoomCounts>();
        services.TryAddSingleton<IBanExchange>(static provider => provider.GetRequiredService<InProcessCluster>().Bans);
        services.TryAddSingleton<IPermitExchange>(static provider => provider.GetRequiredService<InProcessCluster>().Permits);
    }
}
