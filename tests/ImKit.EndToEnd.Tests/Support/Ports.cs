using System.Net;
using System.Net.Sockets;

namespace ImKit.EndToEnd.Tests.Support;

/// <summary>Ports that nobody listens on.</summary>
internal static class Ports
{
    /// <summary>Some different ones; held together while they are chosen, free afterwards.</summary>
    public static int[] Free(int count)
    {
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            }

            return [.. sockets.Select(static socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }
}
