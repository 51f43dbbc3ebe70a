using System.Buffers;
using System.Net.WebSockets;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>A wire over a WebSocket.</summary>
/// <param name="socket">An open WebSocket; the wire owns it.</param>
public sealed class WebSocketClientWire(WebSocket socket) : IClientWire
{
    private readonly ArrayBufferWriter<byte> _message = new();

    /// <inheritdoc/>
    public Framing Framing => Framing.Message;

    /// <inheritdoc/>
    public int? CloseCode => (int?)socket.CloseStatus;

    /// <summary>Connects.</summary>
    /// <param name="server">An address such as <c>ws://127.0.0.1:3102/sub</c>.</param>
    /// <param name="configure">Sets headers and the like; may be null.</param>
    /// <param name="cancel">Gives up.</param>
    public static async ValueTask<WebSocketClientWire> ConnectAsync(Uri server, Action<ClientWebSocketOptions>? configure = null, CancellationToken cancel = default)
    {
        var socket = new ClientWebSocket();
        try
        {
            configure?.Invoke(socket.Options);
            await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
            return new WebSocketClientWire(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel = default)
    {
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (IsEnd(error))
        {
            throw new IOException("The connection has ended.", error);
        }
    }

    /// <summary>Sends one message in fragments.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="length">The length of each fragment but the last.</param>
    /// <param name="cancel">Gives up.</param>
    public async ValueTask SendInFragmentsAsync(ReadOnlyMemory<byte> message, int length, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        while (message.Length > length)
        {
            await socket.SendAsync(message[..length], WebSocketMessageType.Binary, endOfMessage: false, cancel).ConfigureAwait(false);
            message = message[length..];
        }

        await SendAsync(message, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancel = default)
    {
        _message.ResetWrittenCount();
        try
        {
            while (socket.CloseStatus is null)
            {
                var part = await socket.ReceiveAsync(_message.GetMemory(4096), cancel).ConfigureAwait(false);
                _message.Advance(part.Count);
                if (part.EndOfMessage && part.MessageType != WebSocketMessageType.Close)
                    return _message.WrittenMemory;
            }

            // The answer to the server's close, which waits for it.
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel).ConfigureAwait(false);
            return default;
        }
        catch (Exception error) when (IsEnd(error))
        {
            return socket.CloseStatus is null ? throw new IOException("The connection was cut.", error) : default;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(CancellationToken cancel = default)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (IsEnd(error))
        {
            // The server was first.
        }
    }

    /// <inheritdoc/>
    public void Abort() => socket.Abort();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static bool IsEnd(Exception error) =>
        error is WebSocketException or IOException or ObjectDisposedException or System.Net.Sockets.SocketException or InvalidOperationException;
}
