using System.Net;
using System.Net.Sockets;

namespace ImKit.Faults.Network;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class ProxyLink(FaultProxy proxy, Socket client) : IDisposable
{
    private const int MaxPiece = 16 * 1024;
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _spoilt;
    private volatile Socket? _unaware;

    /// <summary>Whether bytes of it are lost.</summary>
    public bool IsSpoilt => _spoilt;

    public async Task RunAsync(IPEndPoint target, CancellationToken cancel)
    {
        client.NoDelay = true;
        if (proxy.Fault is { Trouble: LinkTrouble.HalfOpen, Towards: Ways.Both })
        {
            _spoilt = true;
            await SwallowAsync(cancel);
            return;
        }

        await _server.ConnectAsync(target, cancel);
        var there = PumpAsync(client, _server, Ways.There, cancel);
        var back = PumpAsync(_server, client, Ways.Back, cancel);
        // One end that is gone in haste takes the other along, unless that is not to know; an orderly end has been passed on.
        var first = await Task.WhenAny(there, back);
        if (_unaware is null)
            await first;
        await Task.WhenAll(there, back);
    }

    /// <summary>Ends it at both sides by a reset.</summary>
    public void Reset()
    {
        Reset(client);
        Reset(_server);
    }

    /// <summary>Ends it at one side; the other lives on with nobody behind it.</summary>
    public void Lose(Ways towards)
    {
        if (!_server.Connected || _unaware is not null)
            return;
        _unaware = towards == Ways.There ? client : _server;
        Reset(towards == Ways.There ? _server : client);
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
            while (Suffered(way) is { Trouble: LinkTrouble.Hang })
                await Task.WhenAny(proxy.HealedAsync(cancel), Task.Delay(100, cancel));
            var fault = Suffered(way);
            if (fault.Trouble == LinkTrouble.HalfOpen)
            {
                _spoilt = true;
                continue;
            }

            if (fault.Trouble == LinkTrouble.Delay)
                await Task.Delay(fault.Wait, cancel);
            if (fault.Trouble == LinkTrouble.Slow)
                await Task.Delay(TimeSpan.FromSeconds((double)count / fault.Rate), cancel);
            await PassAsync(from, to, buffer.AsMemory(0, count), cancel);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private LinkFault Suffered(Ways way) => proxy.Fault is var fault && fault.Towards.HasFlag(way) ? fault : LinkFault.None;

    private async Task PassAsync(Socket from, Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            while (_unaware != from && !bytes.IsEmpty)
                bytes = bytes[await to.SendAsync(bytes, cancel)..];
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException && _unaware == from)
        {
            // Nobody is there, and it does not show.
        }
    }

    private static void Reset(Socket socket)
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
