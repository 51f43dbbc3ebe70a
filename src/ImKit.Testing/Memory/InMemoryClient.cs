using ImKit.Protocol.WebSocket;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>The client's end of an in-memory connection.</summary>
/// <remarks>
/// <para>It reads only when told to: what it does not read stays in its receive window, and a full window blocks the server's sends. With
/// <see cref="InMemoryClientOptions.Discard"/> it reads everything at once and keeps only the count.</para>
/// <para>Threading: any thread; one reader and one sender at a time, so that order means something.</para>
/// </remarks>
public sealed partial class InMemoryClient
{
    /// <summary>How frames are carried.</summary>
    public Framing Framing => Options.Framing;

    /// <summary>Bytes handed over to this client so far, read or still in its window.</summary>
    public long ReceivedBytes => Interlocked.Read(ref _received);

    /// <summary>How the connection has ended; bytes that came before may still be there to read.</summary>
    public ConnectionEnd End
    {
        get
        {
            lock (_gate)
                return SeenEnd;
        }
    }

    /// <summary>Code and text of the server's WebSocket close frame once the client has read it; otherwise null. The code may be one of RFC 6455's own.</summary>
    public CloseReason? CloseReason
    {
        get
        {
            lock (_gate)
                return _socket?.Closed;
        }
    }

    /// <summary>Sends bytes: one piece of a stream, or one whole message. They reach the server as they are cut here.</summary>
    /// <param name="bytes">Copied.</param>
    /// <returns>How many were taken; fewer when the server does not read and the send window is full. A message is taken in full or not at all.</returns>
    /// <exception cref="IOException">The connection has ended.</exception>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            RequireAlive();
            if (Framing == Framing.Stream)
                return SendRaw(bytes);
            if (bytes.Length > FreeSendWindow && _inbound.Count > 0)
                return 0;
            AddInbound(ClientFrame.Encode(WebSocketOpcode.Binary, bytes));
            return bytes.Length;
        }
    }

    /// <summary>Sends bytes as they are, below WebSocket: any frames, well formed or not.</summary>
    /// <param name="bytes">Copied.</param>
    /// <returns>How many were taken; fewer when the server does not read and the send window is full.</returns>
    /// <exception cref="IOException">The connection has ended.</exception>
    public int SendRaw(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            RequireAlive();
            var taken = Math.Min(FreeSendWindow, bytes.Length);
            if (taken > 0)
                AddInbound(bytes[..taken].ToArray());
            return taken;
        }
    }

    /// <summary>Sends all the bytes, and waits while the server does not read.</summary>
    /// <param name="bytes">Copied; a stream's pieces or one whole message.</param>
    /// <param name="cancel">Gives up; a part may have been sent.</param>
    /// <exception cref="IOException">The connection has ended.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                bytes = bytes[Send(bytes.Span)..];
                if (bytes.IsEmpty)
                    return;
                changed = NextChange();
            }

            await changed.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what has come, without copying: up to <paramref name="max"/> bytes of a stream, or one whole message.</summary>
    /// <returns>False if there is nothing now; <see cref="End"/> tells whether anything can still come.</returns>
    public bool TryReceive(out ReadOnlyMemory<byte> bytes, int max = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        lock (_gate)
        {
            RequirePresent();
            var received = Framing == Framing.Message ? TryTakeMessage(out bytes) : TryTake(max, out bytes);
            Wake();
            return received;
        }
    }

    /// <summary>Waits until there is something to take.</summary>
    /// <returns>False if the connection has ended and everything was taken.</returns>
    public async ValueTask<bool> WaitToReceiveAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                RequirePresent();
                if (_outbound is { HasBytes: true })
                    return true;
                if (_end != ConnectionEnd.None)
                    return false;
                changed = NextChange();
            }

            await changed.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the connection has ended, whatever is still there to read.</summary>
    public async ValueTask<ConnectionEnd> WaitForEndAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_end != ConnectionEnd.None)
                    return SeenEnd;
                changed = NextChange();
            }

            await changed.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Closes in order: the server still gets what was sent before. With <see cref="Framing.Message"/> by a close frame: the connection has ended when
    /// the server has answered it.</summary>
    public void Close()
    {
        if (Framing == Framing.Message)
            Leave();
        else
            EndByClient(ConnectionEnd.ClientClosed);
    }

    /// <summary>Resets the connection: what was sent before may be lost, and the server gets an error.</summary>
    public void Reset() => EndByClient(ConnectionEnd.ClientReset);

    /// <summary>Vanishes without a word, as a device does that loses its network: it sends and reads nothing any more, and the server
    /// notices nothing until it has tried long enough.</summary>
    public void Vanish()
    {
        lock (_gate)
            _vanished = true;
    }
}
