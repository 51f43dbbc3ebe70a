using ImKit.Testing;
using ImKit.Transports;

namespace ImKit.Tests.Shared;

/// <summary>A transport under test, and the way of clients to it. One per test.</summary>
public abstract class TransportRig : IAsyncDisposable
{
    /// <summary>How frames are carried.</summary>
    public abstract Framing Framing { get; }

    /// <summary>The clock.</summary>
    public virtual TimeProvider Time => TimeProvider.System;

    /// <summary>Starts the transport and lets it listen.</summary>
    public abstract ValueTask StartAsync(ITransportHost host);

    /// <summary>Connects a client; throws, or gives a wire that ends at once, if the server does not accept.</summary>
    public abstract ValueTask<IClientWire> ConnectAsync();

    /// <summary>Stops accepting.</summary>
    public abstract ValueTask StopAcceptingAsync();

    /// <summary>Cuts what is left and ends the loops.</summary>
    public abstract ValueTask StopAsync();

    /// <summary>Whether everything runs inside <see cref="Pump"/>, so that there is nothing to wait for outside it.</summary>
    public virtual bool Simulated => false;

    /// <summary>Runs what only runs when told to: a simulation's scheduler and clock. Nothing for real transports.</summary>
    public virtual void Pump()
    {
    }

    /// <summary>Frees what is left after <see cref="StopAsync"/>.</summary>
    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
