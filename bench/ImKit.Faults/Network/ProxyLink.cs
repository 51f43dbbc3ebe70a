using System.Net;
using System.Net.Sockets;

namespace ImKit.Faults.Network;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class ProxyLink(FaultProxy proxy, Socket client) : IDisposable
{
    private const int MaxPiece = 16 * 1024;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _spoilt;

    /// <summary>Whether bytes of it are lost.</summary>
    public bool IsSpoilt => _spoilt;

    public async Task RunAsync(IPEndPoint target, CancellationToken cancel)
    {
        client.NoDelay = true;
        if (proxy.Fault.Trouble != LinkTrouble.HalfOpen)
        {
            await _server.ConnectAsync(target, cancel);
        }
        else
        {
            _spoilt = true;
            await SwallowAsync(cancel);
            return;
        }

        var there = PumpAsync(client, _server, Ways.There, cancel);
        var back = PumpAsync(_server, client, Ways.Back, cancel);
        // One end that is gone in haste takes the other along; an orderly end has been passed on.
        await await Task.WhenAny(there, back);
        await Task.WhenAll(there, back);
    }

    /// <summary>Ends it at both sides by a reset.</summary>
    public void Reset()
    {
        foreach (var socket in (Socket[])[client, _server])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // It has ended already.
            }

            socket.Dispose();
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task SwallowAsync(CancellationToken cancel)
    {
        var buffer = new byte[MaxPiece];
        while (await client.ReceiveAsync(buffer, cancel) > 0)
        {
        }
    }

    private async Task PumpAsync(Socket from, Socket to, Ways way, CancellationToken cancel)
    {
        var buffer = new byte[MaxPiece];
        while (true)
        {
            var count = await from.ReceiveAsync(buffer, cancel);
            if (count == 0)
                break;
            while (proxy.Fault.Trouble == LinkTrouble.Hang)
                await Task.WhenAny(proxy.HealedAsync(cancel), Task.Delay(100, cancel));
            var fault = proxy.Fault;
            if (fault.Trouble == LinkTrouble.HalfOpen && fault.Towards.HasFlag(way))
            {
                _spoilt = true;
                continue;
            }

            if (fault.Trouble == LinkTrouble.Delay)
                await Task.Delay(fault.Wait, cancel);
            if (fault.Trouble == LinkTrouble.Slow)
                await Task.Delay(TimeSpan.FromSeconds((double)count / fault.Rate), cancel);
            await SendAsync(to, buffer.AsMemory(0, count), cancel);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await to.SendAsync(bytes, cancel)..];
    }
}
