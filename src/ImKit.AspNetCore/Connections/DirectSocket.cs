using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ImKit.Transports.AspNetCore;

/// <summary>The socket below an upgraded request, for writes that go past the web server's pipe and its send loop.</summary>
internal static class DirectSocket
{
    /// <summary>The socket, if what is written to it is what the client gets, HTTP/1.1 without TLS, and the client waits for its answer, as RFC 6455, 4.1, has it:
    /// nothing has come behind the request. Null otherwise. To be asked before the request is answered.</summary>
    public static Socket? Below(HttpContext context) =>
        HttpProtocol.IsHttp11(context.Request.Protocol) && context.Features.Get<ITlsHandshakeFeature>() is null && !HasSpokenOn(context)
            ? context.Features.Get<IConnectionSocketFeature>()?.Socket
            : null;

    private static bool HasSpokenOn(HttpContext context)
    {
        // While a request is handled and its body, which an upgrade does not have, is not asked for, nobody else reads here.
        if (context.Features.Get<IConnectionTransportFeature>()?.Transport.Input is not { } input)
            return true;
        if (!input.TryRead(out var read))
            return false;
        // Only looked at: the next reader gets it.
        input.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }

    /// <summary>Offers bytes to the kernel without waiting.</summary>
    /// <returns>How many were taken; -1 if the connection is lost.</returns>
    public static int TrySend(this Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var taken = socket.Send(bytes, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => taken,
                SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable => 0,
                _ => -1,
            };
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <summary>Sends the rest, however long the client takes.</summary>
    public static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, CancellationToken.None).ConfigureAwait(false)..];
    }
}
