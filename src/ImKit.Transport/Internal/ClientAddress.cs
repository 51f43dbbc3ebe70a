using System.Net;
using System.Net.Sockets;

namespace ImKit.Transports.Internal;

internal static class ClientAddress
{
    /// <summary>The peer's address; one that came as IPv4 over a dual-stack socket is given as IPv4, so that limits by address see one client.</summary>
    public static IPEndPoint? Of(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is not IPEndPoint remote ? null
                : remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port)
                : remote;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
