using System.Net;

namespace ImKit.Protocol.Proxy;

/// <summary>What a proxy says of the client before the client's first byte: the PROXY protocol of HAProxy, versions 1 and 2.</summary>
internal static class ProxyHeader
{
    /// <summary>Reads a header.</summary>
    /// <param name="bytes">Everything since the connection's first byte.</param>
    /// <param name="length">The header's length; 0 while it is not complete.</param>
    /// <param name="client">The client's address; null if the proxy speaks for itself or knows none.</param>
    /// <returns>False if no continuation could make it a header.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int length, out IPEndPoint? client)
    {
        length = 0;
        client = null;
        if (bytes.IsEmpty)
            return true;
        return bytes[0] == ProxyText.FirstByte ? ProxyText.TryRead(bytes, out length, out client) : ProxyBinary.TryRead(bytes, out length, out client);
    }

    /// <summary>One that came as IPv4 over IPv6 is given as IPv4, so that limits by address see one client.</summary>
    public static IPEndPoint Client(IPAddress address, int port) => new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
}
