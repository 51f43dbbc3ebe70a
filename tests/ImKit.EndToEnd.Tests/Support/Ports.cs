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

    /// <summary>The first of so many in a row that are all free, below those that the system gives to connections of its own.</summary>
    public static int FreeRow(int count)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            var first = Random.Shared.Next(15000, 32000 - count);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }

        throw new InvalidOperationException($"no {count} free ports in a row");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
