using System.Net;
using System.Net.Sockets;
using ImKit.Transports;

namespace ImKit.Testing;

/// <summary>A wire over a TCP socket.</summary>
public sealed class TcpClientWire : IClientWire
{
    private readonly Socket _socket;
    private byte[]? _buffer;

    private TcpClientWire(Socket socket) => _socket = socket;

    /// <summary>The client's own address.</summary>
    public IPEndPoint? Local => (IPEndPoint?)_socket.LocalEndPoint;

    /// <inheritdoc/>
    public Framing Framing => Framing.Stream;

    /// <summary>Null: TCP has none.</summary>
    public int? CloseCode => null;

    /// <summary>Connects.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="receiveBuffer">Bytes that the kernel may buffer for this client, for slow readers; null for its default.</param>
    /// <param name="cancel">Gives up.</param>
    public static async ValueTask<TcpClientWire> ConnectAsync(IPEndPoint server, int? receiveBuffer = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (receiveBuffer is { } bytes)
                socket.ReceiveBufferSize = bytes;
            await socket.ConnectAsync(server, cancel).ConfigureAwait(false);
            return new TcpClientWire(socket);
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
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes, cancel).ConfigureAwait(false)..];
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection has ended.", error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancel = default)
    {
        _buffer ??= new byte[16384];
        try
        {
            return _buffer.AsMemory(0, await _socket.ReceiveAsync(_buffer.AsMemory(), cancel).ConfigureAwait(false));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection was cut.", error);
        }
    }

    /// <summary>Ends the sending half; what the server still sends can be received.</summary>
    public ValueTask CloseAsync(CancellationToken cancel = default)
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The server was first.
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Abort() => _socket.Close(timeout: 0);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
