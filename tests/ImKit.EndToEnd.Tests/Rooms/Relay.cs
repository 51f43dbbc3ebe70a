using System.Net;
using System.Net.Sockets;

namespace ImKit.EndToEnd.Tests.Rooms;

/// <summary>Stands between a client and a server, and cuts connections as a network does.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private volatile int _target;

    public Relay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where the next connections go.</summary>
    public void Turn(int target) => _target = target;

    /// <summary>Resets every connection: what is on its way is lost.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (var socket in _open)
                socket.Close(0);
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptSocketAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (_lock)
            _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut, or there is no server now.
        }

        client.Close(0);
        server.Close(0);
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[16384];
            while (await from.ReceiveAsync(buffer) is var count and > 0)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side is closed by whoever waits.
        }
    }
}
