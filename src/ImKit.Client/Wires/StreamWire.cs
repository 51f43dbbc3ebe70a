using System.Net.Security;
using System.Net.Sockets;

namespace ImKit.Client.Wires;

/// <summary>Frames back to back on TCP, with or without TLS.</summary>
internal sealed class StreamWire(Socket socket, Stream stream) : IWire
{
    public int? CloseCode => null;

    public static async ValueTask<IWire> OpenAsync(string host, int port, bool secure, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancel).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (secure)
            {
                var tls = new SslStream(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, cancel).ConfigureAwait(false);
            }

            return new StreamWire(socket, stream);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancel) => stream.WriteAsync(frames, cancel);

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel) => stream.ReadAsync(buffer, cancel);

    public ValueTask CloseAsync(CancellationToken cancel)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server was first.
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
