using System.Net;
using ImKit.Core.Tests.Access;
using ImKit.Nodes;
using ImKit.Testing;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Core.Tests.Hosting;

/// <summary>A start that fails half-way: the host may try again in the same process, and other nodes must not take it for alive.</summary>
public sealed class FailedStartTests
{
    [Fact]
    public async Task A_start_that_fails_gives_back_lease_timers_and_what_was_started_before()
    {
        var simulation = new Simulation(1);
        var cluster = new InProcessCluster(simulation.Clock);
        var first = new Transport(null);
        var failed = await Assert.ThrowsAsync<IOException>(() => StartAsync(simulation, cluster, first, new Transport(new IOException("the port is taken"))));
        Assert.Equal("the port is taken", failed.Message);
        Assert.True(first.Stopped);
        Assert.Empty(cluster.List());
        Assert.Equal(0, simulation.Clock.ArmedTimers);

        await using var server = await StartAsync(simulation, cluster, new Transport(null));
        await using var client = await server.LoginAsync(Tokens.For("1"));
    }

    private static Task<TestServer> StartAsync(Simulation simulation, InProcessCluster cluster, params Transport[] transports) =>
        AccessServer.StartAsync(simulation, build: builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(cluster));
            foreach (var transport in transports)
                builder.Services.AddSingleton<ITransport>(transport);
        });

    private sealed class Transport(Exception? failure) : ITransport
    {
        public string Name => "planted";

        public bool ServesTcp => false;

        public bool Stopped { get; private set; }

        public ValueTask<IReadOnlyList<IPEndPoint>> StartAsync(ITransportHost host, IReadOnlyList<ListenEndpoint> endpoints, CancellationToken cancel) =>
            failure is null ? new([]) : throw failure;

        public ValueTask StopAcceptingAsync(CancellationToken cancel) => default;

        public ValueTask StopAsync(CancellationToken cancel)
        {
            Stopped = true;
            return default;
        }
    }
}
