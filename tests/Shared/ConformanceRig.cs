using System.Net;
using ImKit.Transports;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>A server of WebSocket under test, at the path <c>/im</c>, with the one subprotocol of <see cref="WebSocketEchoHost"/>.</summary>
public abstract class ConformanceRig : IAsyncDisposable
{
    /// <summary>Starts it before the given host.</summary>
    public abstract ValueTask<IPEndPoint> StartAsync(ITransportHost host);

    /// <summary>Stops it.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>One echo for all cases of a class.</summary>
public sealed class ConformanceServer<TRig> : IAsyncLifetime
    where TRig : ConformanceRig, new()
{
    private readonly WebSocketEchoHost _host = new(loops: 2);
    private readonly TRig _rig = new();

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; private set; } = new(IPAddress.None, 0);

    public async ValueTask InitializeAsync() => Address = await _rig.StartAsync(_host);

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        _host.Dispose();
    }
}
