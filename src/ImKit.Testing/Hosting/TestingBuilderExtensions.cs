using ImKit.Threading;
using ImKit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ImKit.Testing;

/// <summary>Adds the parts of this package to a server.</summary>
public static class TestingBuilderExtensions
{
    /// <summary>Adds an in-memory transport whose loops run on the thread pool.</summary>
    /// <returns>The transport: connect clients to it once the server has started.</returns>
    public static InMemoryTransport AddInMemoryTransport(this IImKitBuilder builder) => Add(builder, new InMemoryTransport());

    /// <summary>Puts the whole server into a simulation: its clock, its loops, and the work it would give to the thread pool.</summary>
    /// <remarks>Host code (handlers, authenticators) that awaits something outside the simulation leaves it and takes the order of that moment.</remarks>
    /// <returns>The transport: connect clients to it once the server has started.</returns>
    public static InMemoryTransport UseSimulation(this IImKitBuilder builder, Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(simulation);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(simulation.Clock));
        builder.Services.Replace(ServiceDescriptor.Singleton<IWorkQueue>(new SimulatedWorkQueue(simulation.Scheduler)));
        return Add(builder, simulation.CreateTransport());
    }

    private static InMemoryTransport Add(IImKitBuilder builder, InMemoryTransport transport)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ITransport>(transport);
        return transport;
    }
}
