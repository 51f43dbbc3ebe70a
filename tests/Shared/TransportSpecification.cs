using ImKit.Testing;
using ImKit.Transports;
using Xunit;

namespace ImKit.Tests.Shared;

/// <summary>What every transport must do. Inherit it and give a rig; each test starts a transport of its own.</summary>
/// <remarks>Every callback is checked as it comes: on the connection's loop, never inside another, never after OnClosed.</remarks>
public abstract partial class TransportSpecification : IAsyncLifetime
{
    private readonly List<IClientWire> _wires = [];
    private TransportRig _rig = null!;
    private TransportRecordingHost _host = null!;
    private bool _stopped;

    /// <summary>A transport that was not started.</summary>
    protected abstract TransportRig CreateRig();

    /// <summary>Starts the transport.</summary>
    public async ValueTask InitializeAsync()
    {
        _rig = CreateRig();
        _host = new TransportRecordingHost(_rig);
        await _rig.StartAsync(_host);
    }

    /// <summary>Stops it, and fails the test if a callback broke the contract.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var wire in _wires)
            await wire.DisposeAsync();
        await StopAsync();
        await _rig.DisposeAsync();
        _host.Dispose();
        Assert.Empty(_host.Breaches);
        GC.SuppressFinalize(this);
    }

    private async Task<(IClientWire Client, TransportRecordingHandler Server)> ConnectAsync()
    {
        var wire = await _rig.ConnectAsync();
        _wires.Add(wire);
        return (wire, await _host.AcceptedAsync());
    }

    private async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        var stop = _rig.StopAsync().AsTask();
        _rig.Pump();
        await stop.WaitAsync(TransportRecordingHost.Deadline);
    }

    /// <summary>Reads a pattern until so many bytes have come, or the end.</summary>
    private static async Task<long> ReadPatternAsync(IClientWire client, long count)
    {
        var read = 0L;
        while (read < count)
        {
            var bytes = await client.ReceiveAsync().AsTask().WaitAsync(TransportRecordingHost.Deadline);
            if (bytes.IsEmpty)
                break;
            TransportPattern.Check(bytes.Span, read);
            read += bytes.Length;
        }

        return read;
    }

    private static async Task ReadEndAsync(IClientWire client, bool inOrder)
    {
        try
        {
            while (!(await client.ReceiveAsync().AsTask().WaitAsync(TransportRecordingHost.Deadline)).IsEmpty)
            {
            }
        }
        catch (IOException) when (!inOrder)
        {
            // A cut connection may be reported as an error or as an end.
        }
    }

    /// <summary>One small round trip: both directions work.</summary>
    private static async Task PingAsync(IClientWire client, TransportRecordingHandler server)
    {
        var already = server.Received;
        var bytes = TransportPattern.Bytes(0, 64);
        await client.SendAsync(bytes);
        await server.UntilAsync(() => server.Received >= already + bytes.Length, "the ping arrived");
        var answer = server.Encode(bytes);
        await server.RunAsync(connection => Assert.Equal(answer.Length, connection.Send(answer, 0, answer.Length)));
        Assert.Equal(bytes.Length, await ReadPatternAsync(client, bytes.Length));
    }
}
