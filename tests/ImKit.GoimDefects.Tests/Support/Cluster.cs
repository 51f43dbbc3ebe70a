using ImKit.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.GoimDefects.Tests.Support;

/// <summary>What joins several servers of this process to one cluster.</summary>
internal sealed class Cluster(TimeProvider time, IBroker? broker = null)
{
    private readonly InProcessCluster _cluster = new(time);
    private readonly IBroker _broker = broker ?? new InProcessBroker();
    private int _count;

    public Task<TestServer> StartAsync(string id, Simulation? simulation = null, Action<ImKitOptions>? options = null) => AccessServer.StartAsync(
        simulation,
        settings =>
        {
            settings.Node.Id = id;
            settings.Node.Number = _count++;
            options?.Invoke(settings);
        },
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(_cluster));
            builder.Services.Replace(ServiceDescriptor.Singleton(_broker));
        });
}
